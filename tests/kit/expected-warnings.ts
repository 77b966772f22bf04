/** Keeps warnings off the console that a test provokes: those whose text contains `text`. The result ends that. */
export function expectWarnings(text: string): () => void {
  const printers = process.listeners("warning");
  process.removeAllListeners("warning");
  const filter = (warning: Error): void => {
    if (warning.message.includes(text)) return;
    for (const print of printers) print(warning);
  };
  process.on("warning", filter);
  return () => {
    process.off("warning", filter);
    for (const print of printers) process.on("warning", print);
  };
}
