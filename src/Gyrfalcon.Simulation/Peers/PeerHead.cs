using System;
using System.Collections.Generic;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using Gyrfalcon.Engine.Tasks;

namespace Gyrfalcon.Simulation.Peers;

/// <summary>A head as a peer reads it: the start line and the fields, names in lower case.</summary>
internal sealed record PeerHead(string StartLine, IReadOnlyDictionary<string, string> Fields)
{
    /// <summary>Content-Length, or −1.</summary>
    internal int Length => Fields.TryGetValue("content-length", out string? text) ? int.Parse(text, CultureInfo.InvariantCulture) : -1;

    internal bool IsChunked => Fields.TryGetValue("transfer-encoding", out string? coding) && coding == "chunked";

    internal bool Closes => Fields.TryGetValue("connection", out string? option) && option == "close";

    /// <summary>The next head; null when the connection ended or the deadline passed before it was complete.</summary>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    internal static async ValueTask<PeerHead?> ReadAsync(PeerStream stream, long deadline)
    {
        string? startLine = await stream.ReadLineAsync(deadline);
        if (startLine is null) return null;
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        while (true)
        {
            string? line = await stream.ReadLineAsync(deadline);
            if (line is null) return null;
            if (line.Length == 0) return new PeerHead(startLine, fields);
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            fields[line[..colon].ToLowerInvariant()] = line[(colon + 1)..].Trim();
        }
    }

    /// <summary>The body behind this head; null when it did not come to its end. None is an empty one.</summary>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    internal async ValueTask<byte[]?> ReadBodyAsync(PeerStream stream, long deadline)
    {
        if (!IsChunked) return Length <= 0 ? [] : await stream.ReadExactlyAsync(Length, deadline);
        var body = new List<byte>();
        while (true)
        {
            string? size = await stream.ReadLineAsync(deadline);
            if (size is null) return null;
            int length = int.Parse(size, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            byte[]? data = await stream.ReadExactlyAsync(length, deadline);
            if (data is null) return null;
            body.AddRange(data);
            string? end = await stream.ReadLineAsync(deadline);
            if (end is null) return null;
            if (length == 0) return body.ToArray();
        }
    }
}
