import { Component, type ReactNode } from 'react';

interface ErrorBoundaryProps {
  children: ReactNode;
  /** Drafts are saved before anything else is tried. */
  onBroken: (error: unknown) => void;
  text: () => { broken: string; reload: string };
}

/** A screen that breaks says so, keeps the text, and offers the way back; it never shows an empty window. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError(): { isBroken: boolean } {
    return { isBroken: true };
  }

  override componentDidCatch(error: unknown): void {
    this.props.onBroken(error);
  }

  override render(): ReactNode {
    if (!this.state.isBroken) return this.props.children;
    const { broken, reload } = this.props.text();
    return (
      <main role="alert">
        <p>{broken}</p>
        <button type="button" onClick={() => this.setState({ isBroken: false })}>
          {reload}
        </button>
      </main>
    );
  }
}
