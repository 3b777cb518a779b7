using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Gyrfalcon.Scenarios.Reports;

/// <summary>The tables of the page.</summary>
internal static class HtmlTables
{
    internal static void Write(RunReport report, TextWriter output)
    {
        output.Write("<section><h2>By time</h2><div class=\"scroll\"><table><thead>");
        WriteRow(output, "th", TimeTable.Head);
        output.Write("</thead><tbody>");
        IReadOnlyList<string[]> rows = TimeTable.Rows(report);
        foreach (string[] row in rows.SkipLast(1)) WriteRow(output, "td", row);
        output.Write("</tbody><tfoot>");
        WriteRow(output, "td", rows[^1]);
        output.Write("</tfoot></table></div></section>\n");
        if (report.Groups.Count > 0) WriteGroups(report, output);
    }

    private static void WriteGroups(RunReport report, TextWriter output)
    {
        IReadOnlyList<long> received = report.ReceivedIn(0, report.Slices.Count);
        double all = System.Math.Max(1, received.Sum());
        output.Write("<section><h2>By group</h2><div class=\"scroll\"><table><thead>");
        WriteRow(output, "th", ["group", "endpoints", "of all", "requests", "of all"]);
        output.Write("</thead><tbody>");
        foreach (GroupReport group in report.Groups)
        {
            long requests = group.Members.Sum(member => received[member]);
            WriteRow(output, "td", [group.Name, Spoken.Number(group.Members.Count), Spoken.Percent(group.Members.Count / (double)report.Endpoints.Count), Spoken.Number(requests), Spoken.Percent(requests / all)]);
        }

        output.Write("</tbody></table></div></section>\n");
    }

    private static void WriteRow(TextWriter output, string cell, IEnumerable<string> values)
        => output.Write($"<tr>{string.Concat(values.Select(value => $"<{cell}>{Plot.Escaped(value)}</{cell}>"))}</tr>");
}
