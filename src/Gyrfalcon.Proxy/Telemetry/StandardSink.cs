using System;
using Gyrfalcon.Engine.Native;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>Standard output or standard error.</summary>
internal sealed class StandardSink(int descriptor) : LogSink
{
    private readonly AppendFile _file = AppendFile.Of(descriptor);

    internal override string Name => descriptor == AppendFile.StandardOutput ? "stdout" : "stderr";

    internal override int Write(ReadOnlySpan<byte> lines, bool atLineStart, out string? problem) => _file.Write(lines, out problem);

    public override void Dispose() => _file.Dispose();
}
