import type { Chord, ShortcutMap } from '../ui/keyboard.tsx';

const alt = (letter: string): Chord => ({ code: `Key${letter}`, alt: true, label: `Alt+${letter}` });
const guideStep = (digit: number): Chord => ({ code: `Digit${digit}`, alt: true, label: `Alt+${digit}` });

/** Every key of the window. F6 is kept free for the transfer to come. */
export const SHORTCUTS: ShortcutMap = {
  answer: { code: 'F2', label: 'F2' },
  hold: { code: 'F4', label: 'F4' },
  microphone: { code: 'F8', label: 'F8' },
  hangUp: { code: 'F9', label: 'F9' },
  guideSearch: { code: 'F1', label: 'F1' },
  findPerson: { code: 'F3', label: 'F3' },
  toCard: { code: 'F7', label: 'F7' },
  closeWithAnswer: { code: 'Enter', ctrl: true, label: 'Ctrl+↵' },
  registerOpen: { code: 'KeyS', ctrl: true, label: 'Ctrl+S' },
  noAppeal: { code: 'F10', label: 'F10' },
  takeMine: { code: 'ArrowLeft', alt: true, label: 'Alt+←' },
  takeTheirs: { code: 'ArrowRight', alt: true, label: 'Alt+→' },
  outbox: { code: 'Digit0', alt: true, label: 'Alt+0' },
  // Letters of the left hand for what is done all day; D, E and F with Alt are the browser's own.
  stepAccept: alt('A'),
  stepClose: alt('C'),
  stepReturn: alt('B'),
  stepSubmit: alt('S'),
  stepAnswer: alt('Q'),
  stepForward: alt('W'),
  stepDecline: alt('X'),
  stepRedirect: alt('R'),
  stepExtend: alt('T'),
  stepReopen: alt('O'),
  stepInvolve: alt('I'),
  stepAssign: alt('G'),
  stepMarkExpertise: alt('Z'),
  stepLinkAppeal: alt('L'),
  stepComment: alt('K'),
  palette: { code: 'KeyK', ctrl: true, label: 'Ctrl+K' },
  toList: { code: 'ArrowUp', alt: true, label: 'Alt+↑' },
  guideStep1: guideStep(1),
  guideStep2: guideStep(2),
  guideStep3: guideStep(3),
  guideStep4: guideStep(4),
  guideStep5: guideStep(5),
  guideStep6: guideStep(6),
  guideStep7: guideStep(7),
  guideStep8: guideStep(8),
  guideStep9: guideStep(9),
};
