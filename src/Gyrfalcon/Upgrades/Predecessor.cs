using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Gyrfalcon.Engine.Native;
using Gyrfalcon.Engine.Tls;
using Gyrfalcon.Proxy.Configuration;

namespace Gyrfalcon.Upgrades;

/// <summary>The process that started this one to be taken over from. It goes on unless it hears that this one serves.</summary>
internal sealed class Predecessor : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AdminPatience = TimeSpan.FromSeconds(10);

    private readonly UpgradeChannel _channel;
    private readonly List<(int Descriptor, string Name)> _sockets = [];
    private string? _admin;
    private FileLock? _lock;
    private string? _lockedDirectory;

    private Predecessor(UpgradeChannel channel) => _channel = channel;

    /// <summary>The listening descriptors that it hands over, with the names of their listeners.</summary>
    internal IReadOnlyList<(int Descriptor, string Name)> Sockets => _sockets;

    /// <summary>What operators have changed there, as text; null if it does not say.</summary>
    internal string? State { get; private set; }

    /// <summary>It is told that <see cref="State"/> is not lost.</summary>
    internal bool TakesState { get; set; }

    /// <summary>Listens to it on the descriptor that it has named; null if nothing that makes sense is said there.</summary>
    internal static async Task<Predecessor?> MeetAsync(string descriptor)
    {
        if (!int.TryParse(descriptor, NumberStyles.None, CultureInfo.InvariantCulture, out int fd)) return null;
        try
        {
            var predecessor = new Predecessor(new UpgradeChannel(fd));
            if (await predecessor.ListenAsync()) return predecessor;
            predecessor.Dispose();
            return null;
        }
        catch (Exception failure) when (failure is SocketException or IOException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Says why this process cannot take over.</summary>
    internal void Explain(string error) => _channel.Send([UpgradeChannel.Error + error]);

    /// <summary>Says what its operator should know.</summary>
    internal void Remark(string sentence) => _channel.Send([UpgradeChannel.Remark + sentence]);

    /// <summary>The lock of that directory, once, for whoever closes it then; null if it has another or none.</summary>
    internal FileLock? TakeLock(string directory)
    {
        if (_lockedDirectory != directory) return null;
        FileLock? taken = _lock;
        _lock = null;
        return taken;
    }

    /// <summary>Takes over, now that all workers accept: the admin address, too, which the one before lets go only then. False if it cannot be had.</summary>
    internal async Task<bool> TakeOverAsync(AdminDoor admin, AdminConfig config)
    {
        bool isTakenOver = _admin is not null && config.Listen?.ToString() == _admin;
        if (!isTakenOver && !await admin.OpenAsync(TimeSpan.Zero)) return false;
        _channel.Send(TakesState ? [UpgradeChannel.StateIsTaken, UpgradeChannel.Ready] : [UpgradeChannel.Ready]);

        // If the one before has gone, there is nobody else to serve.
        bool isThere = await ReceiveAsync() == UpgradeChannel.AdminIsFree;
        if (isTakenOver) await admin.OpenAsync(isThere ? AdminPatience : TimeSpan.Zero);
        _channel.Send([UpgradeChannel.Serving]);
        return true;
    }

    public void Dispose()
    {
        _lock?.Dispose();
        _channel.Dispose();
    }

    private async Task<bool> ListenAsync()
    {
        if (await ReceiveAsync() != UpgradeChannel.Version) return false;
        while (await ReceiveAsync() is { } line)
        {
            if (line == UpgradeChannel.End) return true;
            if (line.StartsWith(UpgradeChannel.Admin, StringComparison.Ordinal)) _admin = line[UpgradeChannel.Admin.Length..];
            else if (line.StartsWith(UpgradeChannel.Tickets, StringComparison.Ordinal)) TicketKeys.TryImport(Convert.FromBase64String(line[UpgradeChannel.Tickets.Length..]));
            else if (line.StartsWith(UpgradeChannel.State, StringComparison.Ordinal)) State = Encoding.UTF8.GetString(Convert.FromBase64String(line[UpgradeChannel.State.Length..]));
            else if (line.StartsWith(UpgradeChannel.Lock, StringComparison.Ordinal))
            {
                string[] words = line.Split(' ', 3);
                (_lock, _lockedDirectory) = (FileLock.Of(int.Parse(words[1], CultureInfo.InvariantCulture)), words[2]);
            }
            else if (line.StartsWith(UpgradeChannel.Socket, StringComparison.Ordinal))
            {
                string[] words = line.Split(' ', 3);
                _sockets.Add((int.Parse(words[1], CultureInfo.InvariantCulture), words[2]));
            }
        }

        return false;
    }

    private async Task<string?> ReceiveAsync()
    {
        using var inTime = new CancellationTokenSource(Patience);
        try
        {
            return await _channel.ReceiveAsync(inTime.Token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
