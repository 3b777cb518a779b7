using System;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>Where finished lines go. On the log's thread; may block it.</summary>
internal abstract class LogSink : IDisposable
{
    /// <summary>What it is called in sentences.</summary>
    internal abstract string Name { get; }

    /// <summary>
    /// Writes a beginning of <paramref name="lines"/>; how many bytes, which may be 0, or −1 with a sentence in <paramref name="problem"/>. If <paramref name="atLineStart"/>, they may go to another file than those before.
    /// </summary>
    internal abstract int Write(ReadOnlySpan<byte> lines, bool atLineStart, out string? problem);

    /// <summary>Opens what lies at its path by now, or keeps what it has. True if it is another file.</summary>
    internal virtual bool Reopen() => false;

    /// <summary>Now and then: finds out whether its file is still there. True if it had to take another.</summary>
    internal virtual bool Look() => false;

    public abstract void Dispose();
}
