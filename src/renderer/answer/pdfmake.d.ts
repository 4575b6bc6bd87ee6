/** As much of pdfmake 0.3 as letters are drawn with. */
declare module 'pdfmake/build/pdfmake.js' {
  interface Block {
    text?: string;
    stack?: Block[];
    alignment?: 'center' | 'justify' | 'left';
    bold?: boolean;
    margin?: [left: number, top: number, right: number, bottom: number];
    leadingIndent?: number;
    unbreakable?: boolean;
  }
  interface Definition {
    pageSize: 'A4';
    /** Points: left, top, right, bottom. */
    pageMargins: [number, number, number, number];
    info: { title: string; author: string };
    defaultStyle: { font: string; fontSize: number; lineHeight: number };
    content: Block[];
  }
  interface PdfMake {
    addVirtualFileSystem(files: Record<string, string>): void;
    setFonts(fonts: Record<string, { normal: string; bold: string }>): void;
    setUrlAccessPolicy(allows: (url: string) => boolean): void;
    createPdf(definition: Definition): { getBuffer(): Promise<Uint8Array<ArrayBuffer>> };
  }
  const pdfMake: PdfMake;
  export default pdfMake;
}
