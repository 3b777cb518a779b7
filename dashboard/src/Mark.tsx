/** Two wings. */
export const Mark = () => <svg class="mark" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true"><rect width="32" height="32" rx="8" /><path d="M5 11.500c6.200-.6 9.600 1 11 4.600 1.400-3.600 4.800-5.200 11-4.600-2.300 4.700-6 7.300-9.700 7.800L16 25l-1.300-5.700C11 18.800 7.300 16.200 5 11.500z" /></svg>;
