using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Gyrfalcon.Proxy.Configuration.Diagnostics;

/// <summary>One mistake in a configuration: where it is, what is wrong and what would be right. Its texts are single lines without
/// control characters, whatever the file held.</summary>
public sealed record Diagnostic
{
    /// <summary>The row of the table that explains this kind of mistake.</summary>
    public required DiagnosticCode Code { get; init; }

    /// <summary>Where the mistake is.</summary>
    public required ConfigSource Source { get; init; }

    /// <summary>What is wrong, without a full stop.</summary>
    public required string Problem { get; init; }

    /// <summary>What would be right, without a full stop; null where <see cref="Problem"/> leaves only one answer.</summary>
    public string? Remedy { get; init; }

    /// <summary>Other places that have to do with it, such as the route that hides this one.</summary>
    public IReadOnlyList<ConfigSource> Related { get; init; } = [];

    /// <summary>Whether the configuration is refused because of it.</summary>
    public DiagnosticSeverity Severity => Code.Severity;

    /// <summary><see cref="Problem"/> and <see cref="Remedy"/> in one line.</summary>
    public string Message => Remedy is null ? Problem : $"{Problem}; {Remedy}";

    /// <summary>One line, such as <c>gyr.yaml:4:7: error GYR1042: listeners.web.adress: unknown key `adress`; did you mean `address`?</c>.</summary>
    public override string ToString()
    {
        var line = new StringBuilder();
        if (Source.File.Length > 0)
        {
            _ = line.Append(Source.File);
            if (Source.Line > 0)
                _ = line.Append(CultureInfo.InvariantCulture, $":{Source.Line}:{Source.Column}");
            _ = line.Append(": ");
        }

        _ = line.Append(Severity.Word()).Append(' ').Append(Code.Id).Append(": ");
        if (Source.Path.Length > 0)
            _ = line.Append(Source.Path).Append(": ");
        return line.Append(Message).ToString();
    }
}
