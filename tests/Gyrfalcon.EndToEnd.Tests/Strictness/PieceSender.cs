using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using Gyrfalcon.Testing;

namespace Gyrfalcon.EndToEnd.Tests.Strictness;

/// <summary>Sends pieces so that the other side reads them one by one, and says into which a text is divided.</summary>
internal static class PieceSender
{
    /// <summary>A reader that is busy elsewhere may leave a piece for long: then the next is sent all the same, and the two may be read as one.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(250);

    /// <summary>Long texts too are divided at every position and sent byte by byte: GYR_DIVISIONS=all.</summary>
    internal static readonly bool Everywhere = Environment.GetEnvironmentVariable("GYR_DIVISIONS") == "all";

    /// <summary>How long a sending may take; null: as long as anything. Sixty thousand pieces, each awaited, take longer than that.</summary>
    internal static readonly TimeSpan? LongestSending = Everywhere ? TimeSpan.FromMinutes(5) : null;

    /// <summary>Sends each piece with one call, once the other side has read the one before. False if the other side has gone.</summary>
    internal static async Task<bool> SendAsync(Socket socket, IReadOnlyList<string> pieces)
    {
        for (int i = 0; i < pieces.Count; i++)
        {
            try
            {
                await socket.SendAsync(Encoding.Latin1.GetBytes(pieces[i]));
                if (i < pieces.Count - 1)
                    await ReadByPeerAsync(socket);
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Waits until the other side has read everything.</summary>
    internal static async Task ReadByPeerAsync(Socket socket)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; !LoopbackQueues.PeerHasReadEverything(socket); i++)
        {
            if (Stopwatch.GetElapsedTime(start) > LongestWait)
                return;
            if (i < 20)
                await Task.Yield();
            else
                await Task.Delay(1);
        }
    }

    /// <summary>
    /// Every way in which a text is sent: whole, byte by byte, and in two pieces, divided at every position; of a long text only at some forty, and not byte by byte, unless
    /// GYR_DIVISIONS=all asks for that too (about ten minutes more).
    /// </summary>
    internal static IEnumerable<string[]> DivisionsOf(string text)
    {
        int most = Everywhere ? int.MaxValue : 400;
        yield return [text];
        if (text.Length <= most)
            yield return Array.ConvertAll(text.ToCharArray(), each => each.ToString());
        int step = text.Length <= most ? 1 : text.Length / 40;
        for (int position = 1; position < text.Length; position += step)
            yield return [text[..position], text[position..]];
    }
}
