using System;
using System.Globalization;
using System.Text;
using System.Threading.Tasks;

using Gyrfalcon.Testing;

namespace Gyrfalcon.Soak;

/// <summary>Bodies that follow from the id of their exchange, so that bytes of another exchange show.</summary>
internal static class SoakBody
{
    private const int Piece = 32 * 1024;

    /// <summary>Sends a body through <paramref name="send"/>, up to <paramref name="upTo"/> bytes of it, in the chunked coding if asked.</summary>
    internal static async Task SendAsync(Func<ReadOnlyMemory<byte>, Task> send, long id, long size, bool chunked, long upTo = long.MaxValue, TimeSpan pause = default)
    {
        for (long done = 0; done < Math.Min(size, upTo);)
        {
            int count = (int)Math.Min(Piece, Math.Min(size, upTo) - done);
            if (chunked)
                await send(Encoding.ASCII.GetBytes(count.ToString("x", CultureInfo.InvariantCulture) + "\r\n"));
            await send(Pattern.At(Shift(id) + done, count));
            if (chunked)
                await send("\r\n"u8.ToArray());
            done += count;
            if (pause > TimeSpan.Zero)
                await Task.Delay(pause);
        }

        if (chunked && size <= upTo)
            await send("0\r\n\r\n"u8.ToArray());
    }

    /// <summary>Reads a body to its end and compares all of it; a difference is a violation.</summary>
    internal static async Task VerifyAsync(MessageBody body, long id, long size, TimeSpan pause = default)
    {
        byte[] buffer = new byte[Piece];
        while (true)
        {
            long offset = body.BytesRead;
            int count = await body.ReadAsync(buffer).AsTask().Within("more of a body");
            if (count == 0)
                break;
            if (!Pattern.Matches(buffer.AsSpan(0, count), Shift(id) + offset))
                throw new WireViolationException($"The body of exchange {id} is not its own between {offset} and {offset + count}.");
            if (pause > TimeSpan.Zero)
                await Task.Delay(pause);
        }

        if (body.BytesRead != size)
            throw new WireViolationException($"The body of exchange {id} has {body.BytesRead} bytes and not {size}.");
    }

    private static long Shift(long id) => (long)((ulong)id * 2654435761 % 65521);
}
