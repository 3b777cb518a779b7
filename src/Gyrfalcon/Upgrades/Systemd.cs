using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Net.Sockets;
using System.Text;

namespace Gyrfalcon.Upgrades;

/// <summary>Tells systemd what the service does (sd_notify(3)), if it wants to know.</summary>
internal sealed class Systemd : IDisposable
{
    private readonly Socket? _socket;
    private readonly UnixDomainSocketEndPoint? _manager;

    /// <summary>Who is told is said by NOTIFY_SOCKET: a path, or an abstract name after `@`; nobody if it is not set.</summary>
    internal Systemd()
    {
        string? given = Environment.GetEnvironmentVariable("NOTIFY_SOCKET");
        if (string.IsNullOrEmpty(given) || given[0] is not ('/' or '@')) return;
        _manager = new UnixDomainSocketEndPoint(given[0] == '@' ? '\0' + given[1..] : given);
        _socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    }

    /// <summary>It serves.</summary>
    internal void NoteReady(string status) => Tell($"READY=1\nSTATUS={status}");

    /// <summary>It reads its configuration again, or has done so.</summary>
    internal void NoteReloading(bool begins)
    {
        if (_socket is null) return;
        long microseconds = (long)(Stopwatch.GetTimestamp() * (1e6 / Stopwatch.Frequency));
        Tell(begins ? string.Create(CultureInfo.InvariantCulture, $"RELOADING=1\nMONOTONIC_USEC={microseconds}") : "READY=1");
    }

    /// <summary>It ends.</summary>
    internal void NoteStopping() => Tell("STOPPING=1\nSTATUS=stopping");

    /// <summary>From now on that process is the service.</summary>
    internal void NoteMain(int process) => Tell(string.Create(CultureInfo.InvariantCulture, $"MAINPID={process}"));

    public void Dispose() => _socket?.Dispose();

    private void Tell(string state)
    {
        if (_socket is null) return;
        try
        {
            _socket.SendTo(Encoding.UTF8.GetBytes(state), _manager!);
        }
        catch (Exception failure) when (failure is SocketException or IOException)
        {
            // A manager that does not listen is no reason not to serve.
        }
    }
}
