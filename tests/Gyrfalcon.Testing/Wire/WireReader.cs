using System;
using System.IO;
using System.Text;
using System.Threading.Tasks;

namespace Gyrfalcon.Testing;

/// <summary>
/// Reads bytes and strict CRLF lines from a connection. One reader at a time. Everything received is kept in <paramref name="record"/>,
/// if given, for scripts that look back.
/// </summary>
public sealed class WireReader(Stream stream, StringBuilder? record = null)
{
    private const int LongestLine = 1 << 20;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    /// <summary>Bytes taken from the connection so far, read by the test or still buffered here.</summary>
    public long BytesReceived { get; private set; }

    /// <summary>Bytes received that nobody has read yet.</summary>
    public int Buffered => _end - _start;

    /// <summary>Reads into <paramref name="destination"/>; 0 is the orderly end of the connection.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> destination)
    {
        if (Buffered == 0)
        {
            if (destination.Length >= _buffer.Length)
                return Record(destination, await stream.ReadAsync(destination));
            if (!await FillAsync())
                return 0;
        }

        int count = Math.Min(Buffered, destination.Length);
        _buffer.AsMemory(_start, count).CopyTo(destination);
        _start += count;
        return count;
    }

    /// <summary>Reads exactly so many bytes, or throws <see cref="EndOfStreamException"/>.</summary>
    public async Task<byte[]> ReadExactlyAsync(int count)
    {
        byte[] bytes = new byte[count];
        for (int done = 0; done < count;)
        {
            int read = await ReadAsync(bytes.AsMemory(done));
            if (read == 0)
                throw new EndOfStreamException($"The connection ended after {done} of {count} bytes.");
            done += read;
        }

        return bytes;
    }

    /// <summary>One line without its CRLF, as Latin-1; null when the connection ended in order before the line began.</summary>
    public async Task<string?> ReadLineAsync()
    {
        var line = new StringBuilder();
        while (true)
        {
            if (Buffered == 0 && !await FillAsync())
            {
                return line.Length == 0
                    ? null
                    : throw new EndOfStreamException($"The connection ended inside the line \"{line}\".");
            }

            int lineFeed = _buffer.AsSpan(_start, Buffered).IndexOf((byte)'\n');
            int count = lineFeed < 0 ? Buffered : lineFeed + 1;
            line.Append(Encoding.Latin1.GetString(_buffer, _start, count));
            _start += count;
            if (lineFeed >= 0)
                return WithoutLineEnd(line.ToString());
            if (line.Length > LongestLine)
                throw new WireViolationException("A line without end.");
        }
    }

    private static string WithoutLineEnd(string line)
    {
        if (!line.EndsWith("\r\n", StringComparison.Ordinal))
            throw new WireViolationException($"A bare LF ends the line \"{line.TrimEnd()}\".");
        string content = line[..^2];
        return content.Contains('\r', StringComparison.Ordinal)
            ? throw new WireViolationException($"A bare CR within the line \"{content}\".")
            : content;
    }

    private async ValueTask<bool> FillAsync()
    {
        _start = 0;
        _end = 0;
        _end = Record(_buffer, await stream.ReadAsync(_buffer));
        return _end > 0;
    }

    private int Record(ReadOnlyMemory<byte> bytes, int count)
    {
        BytesReceived += count;
        if (record is not null)
        {
            lock (record)
                record.Append(Encoding.Latin1.GetString(bytes.Span[..count]));
        }

        return count;
    }
}
