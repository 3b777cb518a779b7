using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Sockets;
using Gyrfalcon.Proxy.Configuration;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Gyrfalcon.Admin;

/// <summary>The sockets of the admin address and of that for metrics, bound before the server begins, so that it is known which of them cannot be had.</summary>
internal sealed class AdminSockets : IDisposable
{
    /// <summary>Whoever can write to the socket has the whole admin: nobody but owner and group, whatever the umask is.</summary>
    private const UnixFileMode AdminMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    /// <summary>Metrics are for everybody who reaches the directory: whoever is to see nothing else is not in the group of the other.</summary>
    private const UnixFileMode MetricsMode = AdminMode | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private readonly List<(EndPoint Address, Socket Socket)> _bound = [];

    /// <summary>Binds what <paramref name="config"/> names; null, with the address and the reason, if one cannot be had.</summary>
    /// <param name="config">With an address.</param>
    /// <param name="removesStale">Nobody is about to let the address go: a socket that nobody listens on is removed.</param>
    /// <param name="refused">The setting, the address and why it cannot be had.</param>
    internal static AdminSockets? Bind(AdminConfig config, bool removesStale, out (string Setting, AdminAddress Address, string Reason) refused)
    {
        refused = default;
        var sockets = new AdminSockets();
        foreach ((string setting, AdminAddress? address, UnixFileMode mode) in new[] { ("listen", config.Listen, AdminMode), ("metrics", config.Metrics, MetricsMode) })
        {
            if (address is null || sockets.TryBind(address, mode, removesStale) is not { } reason) continue;
            refused = (setting, address, reason);
            sockets.Dispose();
            return null;
        }

        return sockets;
    }

    /// <summary>Gives one away, for the server to own.</summary>
    internal Socket Take(EndPoint address)
    {
        int i = _bound.FindIndex(each => each.Address.Equals(address));
        Socket socket = _bound[i].Socket;
        _bound.RemoveAt(i);
        return socket;
    }

    /// <summary>Closes those that nobody took.</summary>
    public void Dispose() => _bound.ForEach(static each => each.Socket.Dispose());

    /// <summary>Null if it is bound; else why not.</summary>
    private string? TryBind(AdminAddress address, UnixFileMode mode, bool removesStale)
    {
        EndPoint place = address.UnixPath is { } path ? new UnixDomainSocketEndPoint(path) : new IPEndPoint(address.Ip!, address.Port);
        Socket? socket = null;
        try
        {
            if (removesStale && address.UnixPath is { } left) RemoveStale(left);
            socket = SocketTransportOptions.CreateDefaultBoundListenSocket(place);

            // Nobody can connect before it listens, so there is no moment with another mode.
            if (address.UnixPath is { } own) File.SetUnixFileMode(own, mode);
            socket.Listen();
            _bound.Add((place, socket));
            return null;
        }
        catch (Exception failure) when (failure is IOException or SocketException or UnauthorizedAccessException)
        {
            socket?.Dispose();
            return failure.Message;
        }
    }

    /// <summary>A socket that nobody listens on is what a process that died has left behind.</summary>
    private static void RemoveStale(string path)
    {
        if (!File.Exists(path)) return;
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException refused) when (refused.SocketErrorCode == SocketError.ConnectionRefused && IsSocket(path))
        {
            File.Delete(path);
        }
        catch (SocketException)
        {
            // Somebody has it, or it is no socket: binding will say so.
        }
    }

    /// <summary>A socket cannot be opened as a file (ENXIO, open(2)); what can be is not ours to delete.</summary>
    private static bool IsSocket(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }
}
