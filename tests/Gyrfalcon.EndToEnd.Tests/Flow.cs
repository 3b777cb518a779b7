using System;
using System.IO;
using System.Net.Sockets;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>Watches a sender whose bytes are counted while they are taken.</summary>
internal static class Flow
{
    // What the kernel's socket buffers of four sockets may hold; a proxy that buffers takes more.
    internal const long MostInSocketBuffers = 40 << 20;

    /// <summary>Waits until bytes have flowed and then none did for half a second; gives the total.</summary>
    internal static async Task<long> StandstillAsync(Func<long> total)
    {
        long last = 0;
        long since = Environment.TickCount64;
        await Deadline.Until(() =>
        {
            long now = total();
            if (now != last)
            {
                last = now;
                since = Environment.TickCount64;
            }

            return last > 0 && Environment.TickCount64 - since > 500;
        }, "the flow stands still");
        return last;
    }

    /// <summary>Sends until that fails, and says whether a reset was why. A sender who goes on after an orderly end is told of a broken pipe.</summary>
    internal static async Task<ConnectionEnd> SendUntilBrokenAsync(Func<Task> send)
    {
        IOException exception = await Assert.ThrowsAnyAsync<IOException>(() => send().Within("a tunnel to break"));
        return exception.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset } ? ConnectionEnd.Reset : ConnectionEnd.Closed;
    }
}
