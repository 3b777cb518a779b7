using System;
using System.Collections.Generic;
using System.Linq;

namespace Gyrfalcon.Fuzz.Connections;

/// <summary>A message as <see cref="MessageReader"/> read it.</summary>
internal sealed class ReadMessage
{
    /// <summary>How far it could be read.</summary>
    internal ReadState State { get; set; }

    /// <summary>What is wrong with it.</summary>
    internal string Problem { get; set; } = "";

    /// <summary>Where it begins.</summary>
    internal int Start { get; set; }

    /// <summary>Where the next one begins.</summary>
    internal int End { get; set; }

    /// <summary>The header block is complete and valid.</summary>
    internal bool HasHead { get; set; }

    internal string StartLine { get; set; } = "";

    internal List<(string Name, string Value)> Fields { get; } = [];

    /// <summary>What there is of the body, without framing.</summary>
    internal List<byte> Body { get; } = [];

    /// <summary>Nothing but the end of the connection ends the body.</summary>
    internal bool IsUntilClose { get; set; }

    internal string Method => StartLine[..Math.Max(StartLine.IndexOf(' ', StringComparison.Ordinal), 0)];

    internal string Target => StartLine.Split(' ') is { Length: 3 } parts ? parts[1] : "";

    internal bool IsHttp10 => StartLine.StartsWith("HTTP/", StringComparison.Ordinal)
        ? StartLine.StartsWith("HTTP/1.0 ", StringComparison.Ordinal)
        : StartLine.EndsWith(" HTTP/1.0", StringComparison.Ordinal);

    internal int Status => int.Parse(StartLine.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Another response follows it; 101 is the last of its connection.</summary>
    internal bool IsInterim => Status is >= 100 and < 200 and not 101;

    /// <summary>The values of all field lines of a name.</summary>
    internal IEnumerable<string> Values(string name) =>
        Fields.Where(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(field => field.Value);

    /// <summary>The one value of a name, or "".</summary>
    internal string Value(string name) => Values(name).FirstOrDefault("");

    /// <summary>Whether a comma-separated field names a token.</summary>
    internal bool Names(string name, string token) =>
        Values(name).SelectMany(value => value.Split(',')).Any(member => member.Trim(' ', '\t').Equals(token, StringComparison.OrdinalIgnoreCase));
}

/// <summary>How far a message could be read.</summary>
internal enum ReadState
{
    Complete,

    /// <summary>The bytes end before the message does.</summary>
    Incomplete,

    Malformed,
}
