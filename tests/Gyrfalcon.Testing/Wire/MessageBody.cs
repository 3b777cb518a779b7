using System;
using System.Globalization;
using System.IO;
using System.Text;
using System.Threading.Tasks;

namespace Gyrfalcon.Testing;

/// <summary>The body of one message, read as it arrives and checked for the framing that its head announced.</summary>
public sealed class MessageBody(WireReader reader, BodyFraming framing, long length)
{
    private long _leftInPart = framing == BodyFraming.ContentLength ? length : 0;
    private bool _ended = framing == BodyFraming.None || (framing == BodyFraming.ContentLength && length == 0);

    public BodyFraming Framing { get; } = framing;

    /// <summary>The announced Content-Length, or -1.</summary>
    public long AnnouncedLength { get; } = framing == BodyFraming.ContentLength ? length : -1;

    public long BytesRead { get; private set; }

    /// <summary>Complete once the body has been read to its end.</summary>
    public FieldList Trailers { get; } = [];

    public bool Ended => _ended;

    /// <summary>Reads some of the body; 0 is its proper end. Throws <see cref="EndOfStreamException"/> when the connection ended before.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> destination)
    {
        if (_ended)
            return 0;
        if (Framing == BodyFraming.Chunked && _leftInPart == 0 && !await NextChunkAsync())
            return 0;

        Memory<byte> part = Framing == BodyFraming.UntilClose || destination.Length <= _leftInPart
            ? destination
            : destination[..(int)_leftInPart];
        int read = await reader.ReadAsync(part);
        if (read == 0)
        {
            if (Framing != BodyFraming.UntilClose)
                throw new EndOfStreamException($"The connection ended within the body, after {BytesRead} bytes of it.");
            _ended = true;
            return 0;
        }

        BytesRead += read;
        if (Framing != BodyFraming.UntilClose)
            await CountDownAsync(read);
        return read;
    }

    public async Task<byte[]> ReadToEndAsync()
    {
        using var whole = new MemoryStream();
        byte[] buffer = new byte[16 * 1024];
        for (int read; (read = await ReadAsync(buffer)) > 0;)
            whole.Write(buffer, 0, read);
        return whole.ToArray();
    }

    public async Task<string> ReadTextAsync() => Encoding.UTF8.GetString(await ReadToEndAsync());

    /// <summary>Reads to the end, compares every byte with <see cref="Pattern"/> and keeps none. Returns the length.</summary>
    public async Task<long> ReadPatternAsync(long limit = long.MaxValue)
    {
        byte[] buffer = new byte[256 * 1024];
        while (BytesRead < limit)
        {
            long offset = BytesRead;
            int read = await ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, limit - offset)));
            if (read == 0)
                break;
            if (!Pattern.Matches(buffer.AsSpan(0, read), offset))
                throw new WireViolationException($"The body was changed between byte {offset} and {offset + read}.");
        }

        return BytesRead;
    }

    private async ValueTask CountDownAsync(int read)
    {
        _leftInPart -= read;
        if (_leftInPart > 0)
            return;
        if (Framing == BodyFraming.ContentLength)
            _ended = true;
        else if (await reader.ReadLineAsync() is not "")
            throw new WireViolationException("Chunk data not followed by CRLF.");
    }

    private async ValueTask<bool> NextChunkAsync()
    {
        string line = await reader.ReadLineAsync() ?? throw new EndOfStreamException($"The connection ended before the last chunk, after {BytesRead} bytes.");
        string size = line.Split(';', 2)[0];
        if (size.Length is 0 or > 16 || !long.TryParse(size, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _leftInPart) || _leftInPart < 0)
            throw new WireViolationException($"\"{line}\" is no chunk size.");
        if (_leftInPart > 0)
            return true;

        await MessageReader.ReadFieldsAsync(reader, Trailers);
        _ended = true;
        return false;
    }
}
