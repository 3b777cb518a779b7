/** As many characters as stay however little room there is: a port, and what tells similar hosts apart. */
const kept = 8;

/** A text that is cut in its middle where there is no room for all of it: endpoints of one host differ at the end. */
export const Middle = ({ text }: { text: string }) => <span class="middle"><span>{text.slice(0, -kept)}</span><span>{text.slice(-kept)}</span></span>;
