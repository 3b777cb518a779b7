using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Gyrfalcon.Load.Reporting;

/// <summary>A Markdown table that also reads well on a terminal: first column to the left, numbers in the others to the right.</summary>
internal sealed class Table(params string[] heading)
{
    private readonly List<string[]> _rows = [];

    /// <summary>For columns of words.</summary>
    public bool AllToTheLeft { get; init; }

    public void Add(params string[] cells) => _rows.Add(cells);

    public override string ToString()
    {
        var widths = heading.Select((title, column) => _rows.Select(row => row[column].Length).Append(title.Length).Max()).ToArray();
        var text = new StringBuilder();
        Line(text, heading, widths);
        text.AppendLine("|" + string.Join('|', widths.Select((width, column) => IsToTheLeft(column) ? new string('-', width + 2) : new string('-', width + 1) + ":")) + "|");
        foreach (var row in _rows)
            Line(text, row, widths);
        return text.ToString();
    }

    private bool IsToTheLeft(int column) => AllToTheLeft || column == 0;

    private void Line(StringBuilder text, string[] cells, int[] widths) =>
        text.AppendLine("| " + string.Join(" | ", cells.Select((cell, column) => IsToTheLeft(column) ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))) + " |");
}
