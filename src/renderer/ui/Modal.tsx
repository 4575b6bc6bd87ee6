import type { ReactNode } from 'react';
import { Dialog, Heading, Modal as AriaModal, ModalOverlay } from 'react-aria-components';
import styles from './Modal.module.css';

interface ModalProps {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  /** For a list rather than a form. */
  isWide?: boolean;
  children: ReactNode;
}

/** A window over the window, for what must be finished or left first; Escape leaves it. */
export function Modal({ title, isOpen, onClose, isWide = false, children }: ModalProps): ReactNode {
  return (
    <ModalOverlay
      className={styles['overlay'] ?? ''}
      isOpen={isOpen}
      onOpenChange={(stays) => {
        if (!stays) onClose();
      }}
    >
      <AriaModal className={`${styles['modal']} ${isWide ? styles['wide'] : ''}`}>
        <Dialog className={styles['dialog'] ?? ''}>
          <Heading slot="title" className={styles['title'] ?? ''}>
            {title}
          </Heading>
          {children}
        </Dialog>
      </AriaModal>
    </ModalOverlay>
  );
}
