using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using Gyrfalcon.Engine.Native;

namespace Gyrfalcon.Commands;

/// <summary>Standard output that tells when it cannot be written: the runtime's own takes what nobody reads for written, and whoever writes on and on would never end.</summary>
internal sealed class StandardOutput : Stream
{
    /// <summary>EPIPE (errno(3)).</summary>
    private const int BrokenPipe = 32;

    private readonly AppendFile _output = AppendFile.Of(AppendFile.StandardOutput);

    /// <summary>Lets commands write to it.</summary>
    internal static void Install() => Console.SetOut(new StreamWriter(new StandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true });

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            int written = _output.Write(buffer, out string? problem);
            if (problem is not null) throw new StandardOutputException(problem, isClosed: Marshal.GetLastPInvokeError() == BrokenPipe);
            buffer = buffer[written..];
        }
    }

    public override void Flush()
    {
        // Everything is written at once.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
