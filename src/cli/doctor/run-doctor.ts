/** stub */
export async function runDoctor(print: (line: string) => void): Promise<void> {
  print('');
}
