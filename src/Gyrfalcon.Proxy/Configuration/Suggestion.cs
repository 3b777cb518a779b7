using System;
using System.Collections.Generic;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>Finds the word that was probably meant. Used for keys, names and choices of the configuration and for the command line.</summary>
public static class Suggestion
{
    private const int LongestWord = 64;
    private const int ShortestPart = 4;

    /// <summary>The nearest of the words, by edits of one letter (insert, delete, replace, swap two neighbours), case aside;
    /// failing that the only word of which the written one is a part; null when none is worth proposing.</summary>
    /// <param name="written">What the user wrote.</param>
    /// <param name="words">What would have been valid; of equally near words the first wins.</param>
    public static string? Nearest(string written, IEnumerable<string> words)
    {
        ArgumentNullException.ThrowIfNull(written);
        ArgumentNullException.ThrowIfNull(words);
        if (written.Length is 0 or > LongestWord)
            return null;

        string? nearest = null;
        int least = int.MaxValue;
        foreach (string word in words)
        {
            if (word.Length is 0 or > LongestWord)
                continue;
            int distance = Distance(Normal(written), Normal(word));
            if (distance < least && distance <= Tolerance(written.Length, word.Length))
            {
                nearest = word;
                least = distance;
            }
        }

        return nearest ?? OnlyOneContaining(written, words);
    }

    // `uring` for `io_uring`: too many letters are missing to call it near, and still there is no doubt.
    private static string? OnlyOneContaining(string written, IEnumerable<string> words)
    {
        string? only = null;
        foreach (string word in words)
        {
            if (written.Length < ShortestPart || !Normal(word).Contains(Normal(written), StringComparison.Ordinal))
                continue;
            if (only is not null)
                return null;
            only = word;
        }

        return only;
    }

    /// <summary>The sentence for a message: <c>did you mean `word`?</c>, or the list of valid words when none is near.</summary>
    /// <param name="written">What the user wrote.</param>
    /// <param name="words">What would have been valid.</param>
    /// <param name="otherwise">How the list begins, such as <c>the keys here are</c>.</param>
    public static string? Sentence(string written, IReadOnlyCollection<string> words, string otherwise)
    {
        ArgumentNullException.ThrowIfNull(words);
        if (Nearest(written, words) is { } nearest)
            return $"did you mean `{nearest}`?";
        return words.Count is 0 or > 20 ? null : $"{otherwise} `{string.Join("`, `", words)}`";
    }

    // A third of the letters may be wrong, but never all of a short word.
    private static int Tolerance(int written, int word) => Math.Min(Math.Max(1, Math.Max(written, word) / 3), Math.Min(written, word) - (Math.Min(written, word) > 1 ? 1 : 0));

    private static string Normal(string word) => word.ToLowerInvariant().Replace('_', '-');

    /// <summary>Edits between two words: the optimal string alignment distance.</summary>
    internal static int Distance(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        int width = b.Length + 1;
        Span<int> beforeLast = stackalloc int[width];
        Span<int> last = stackalloc int[width];
        Span<int> current = stackalloc int[width];
        for (int j = 0; j < width; j++)
            last[j] = j;

        for (int i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (int j = 1; j < width; j++)
            {
                int replace = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                int best = Math.Min(replace, Math.Min(last[j], current[j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    best = Math.Min(best, beforeLast[j - 2] + 1);
                current[j] = best;
            }

            Span<int> free = beforeLast;
            beforeLast = last;
            last = current;
            current = free;
        }

        return last[b.Length];
    }
}
