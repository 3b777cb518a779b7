using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Gyrfalcon.Proxy.Telemetry;

namespace Gyrfalcon.Commands;

/// <summary>A table for a terminal: columns as wide as their widest cell. A heading that begins with <c>&gt;</c> is of a column of numbers.</summary>
internal sealed class TextTable(params string[] headings)
{
    private readonly List<string[]> _rows = [];

    /// <summary>Adds a row. Whatever a cell holds, it commands no terminal.</summary>
    internal void Add(params string[] cells) => _rows.Add([.. cells.Select(OperationalLog.OneLine)]);

    internal void Print(TextWriter output, int most = int.MaxValue)
    {
        foreach (string line in Lines(most)) output.WriteLine(line);
    }

    /// <summary>The lines, each of at most so many characters.</summary>
    internal IEnumerable<string> Lines(int most = int.MaxValue)
    {
        bool[] isNumber = [.. headings.Select(static heading => heading.StartsWith('>'))];
        string[] names = [.. headings.Select(static heading => heading.TrimStart('>'))];
        int[] widths = [.. names.Select((name, i) => Math.Max(name.Length, _rows.Count == 0 ? 0 : _rows.Max(row => row[i].Length)))];
        foreach (string[] row in (IEnumerable<string[]>)[names, .. _rows])
        {
            var line = new StringBuilder();
            for (int i = 0; i < row.Length; i++) line.Append(isNumber[i] ? row[i].PadLeft(widths[i]) : row[i].PadRight(widths[i])).Append("  ");
            string text = line.ToString().TrimEnd();
            yield return text.Length > most ? text[..most] : text;
        }
    }
}
