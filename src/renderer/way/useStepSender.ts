import { useState } from 'react';
import { uuid7 } from '../../shared/lib/uuid7.ts';
import { useServices } from '../services/services.tsx';
import { createStepSender, type StepSender } from './stepSender.ts';

/** One sender for as long as the screen stands: a repeat after no answer is the same act. */
export function useStepSender(): StepSender {
  const { bridge } = useServices();
  const [sender] = useState(() =>
    createStepSender(bridge, () => uuid7(Date.now(), crypto.getRandomValues(new Uint8Array(10)))),
  );
  return sender;
}
