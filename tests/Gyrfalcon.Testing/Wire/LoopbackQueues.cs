using System;
using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Sockets;

namespace Gyrfalcon.Testing;

/// <summary>What the kernel still holds between two sockets of this machine (IPv4).</summary>
public static class LoopbackQueues
{
    /// <summary>Whether the socket at the other end has taken every byte that this one sent.</summary>
    public static bool PeerHasReadEverything(Socket socket)
    {
        var peer = (IPEndPoint)socket.RemoteEndPoint!;
        var own = (IPEndPoint)socket.LocalEndPoint!;
        return SocketDiagnosis.HasRead(peer, own, SocketDiagnosis.SentBytes(socket)) ?? SaysTheTable(peer, own);
    }

    // For a kernel without sock_diag.
    private static bool SaysTheTable(IPEndPoint peer, IPEndPoint own)
    {
        // The peer's row has our addresses exchanged; a row that is gone has nothing left to read.
        string wanted = $"{Key(peer)} {Key(own)} ";
        foreach (string row in File.ReadLines("/proc/net/tcp"))
        {
            int at = row.IndexOf(wanted, StringComparison.Ordinal);
            if (at < 0)
                continue;
            // "st tx_queue:rx_queue" follows.
            string[] rest = row[(at + wanted.Length)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return rest[1].EndsWith(":00000000", StringComparison.Ordinal);
        }

        return true;
    }

    private static string Key(IPEndPoint address)
    {
        byte[] bytes = address.Address.GetAddressBytes();
        uint hostOrder = BitConverter.ToUInt32(bytes);
        return string.Create(CultureInfo.InvariantCulture, $"{hostOrder:X8}:{address.Port:X4}");
    }
}
