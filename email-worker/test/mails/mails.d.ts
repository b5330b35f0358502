declare module "*.eml" {
  const text: string;
  export default text;
}
