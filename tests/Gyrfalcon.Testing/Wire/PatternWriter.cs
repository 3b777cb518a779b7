using System;
using System.Globalization;
using System.IO;
using System.Text;
using System.Threading.Tasks;

namespace Gyrfalcon.Testing;

/// <summary>Writes long bodies of <see cref="Pattern"/> without holding them.</summary>
public static class PatternWriter
{
    /// <summary>Writes the body, with chunk framing and the last chunk where asked; <paramref name="progress"/> hears every total.</summary>
    public static async Task WriteAsync(Stream stream, long count, bool chunked = false, int chunkBytes = 32 * 1024, Action<long>? progress = null)
    {
        int piece = chunked ? Math.Min(chunkBytes, Pattern.LongestPiece) : Pattern.LongestPiece;
        for (long done = 0; done < count;)
        {
            int size = (int)Math.Min(piece, count - done);
            if (chunked)
                await WriteChunkAsync(stream, Pattern.At(done, size));
            else
                await stream.WriteAsync(Pattern.At(done, size));
            done += size;
            progress?.Invoke(done);
        }

        if (chunked)
            await stream.WriteAsync("0\r\n\r\n"u8.ToArray());
    }

    private static async Task WriteChunkAsync(Stream stream, ReadOnlyMemory<byte> data)
    {
        byte[] head = Encoding.ASCII.GetBytes(data.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n");
        byte[] framed = new byte[head.Length + data.Length + 2];
        head.CopyTo(framed, 0);
        data.CopyTo(framed.AsMemory(head.Length));
        framed[^2] = (byte)'\r';
        framed[^1] = (byte)'\n';
        await stream.WriteAsync(framed);
    }
}
