/** The build's own kind of import, as the window's compiler knows it from `vite/client`. */
declare module '*?worker&url' {
  const url: string;
  export default url;
}
