using System;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Gyrfalcon.Engine.Transport;
using Gyrfalcon.Proxy.Telemetry;

namespace Gyrfalcon.Upgrades;

/// <summary>What this process was given at its start: listening sockets, by the process before it or by systemd (sd_listen_fds(3)), or nothing.</summary>
internal sealed class Inheritance : IDisposable
{
    private const int FirstOfSystemd = 3;

    private Inheritance(InheritedSockets sockets, Predecessor? predecessor)
    {
        Sockets = sockets;
        Predecessor = predecessor;
    }

    internal InheritedSockets Sockets { get; }

    /// <summary>The process that is taken over from; null if this is the first.</summary>
    internal Predecessor? Predecessor { get; }

    /// <summary>Receives it; null, with a reason in the log, if it cannot be made sense of.</summary>
    internal static async Task<Inheritance?> ReceiveAsync(OperationalLog log)
    {
        string? channel = Environment.GetEnvironmentVariable(UpgradeChannel.Variable);
        Inheritance? inheritance = string.IsNullOrEmpty(channel) ? OfSystemd(log) : await OfPredecessorAsync(channel, log);
        ProgramStart.ForgetWhatWasSaid();
        return inheritance;
    }

    /// <summary>Closes what is of no use under this configuration.</summary>
    internal void CloseUnused(OperationalLog log)
    {
        string giver = Predecessor is null ? "systemd" : "the process before";
        string remedy = Predecessor is null ? "let the socket unit name nothing but TCP addresses (ListenStream=, no Accept=yes)" : "see whether every listener is served (`gyr status`)";
        foreach (string strange in Sockets.Strange) log.Warn($"{strange}, given by {giver}, cannot be listened on and is left alone", remedy);
        foreach (string socket in Sockets.Left)
        {
            if (Predecessor is null) log.Warn($"{socket}, given by systemd, is of no listener's address and is closed", "take it out of the socket unit, or let a listener have that very `address`");
            else log.Info($"{socket} of the process before is of no listener's address any more and is closed");
        }

        Sockets.Dispose();
    }

    public void Dispose()
    {
        Sockets.Dispose();
        Predecessor?.Dispose();
    }

    private static async Task<Inheritance?> OfPredecessorAsync(string channel, OperationalLog log)
    {
        if (await Predecessor.MeetAsync(channel) is { } predecessor) return new Inheritance(new InheritedSockets(predecessor.Sockets), predecessor);
        log.Error($"{UpgradeChannel.Variable} is `{channel}`, but nobody hands over there in a way that this version understands", $"start without {UpgradeChannel.Variable}; to a version that cannot take over, change by stop and start");
        return null;
    }

    /// <summary>The variables may be meant for a process above this one: they say for which.</summary>
    private static Inheritance OfSystemd(OperationalLog log)
    {
        bool isForUs = Read("LISTEN_PID") == Environment.ProcessId;
        string[] names = (Environment.GetEnvironmentVariable("LISTEN_FDNAMES") ?? "").Split(':');
        int count = isForUs ? Read("LISTEN_FDS") : 0;
        int open = 0;
        while (open < count && InheritedSockets.IsOpen(FirstOfSystemd + open)) open++;
        if (open < count) log.Warn($"LISTEN_FDS is {count}, but descriptor {FirstOfSystemd + open} is not open; it and those behind it are not looked at", "let systemd start this process by its socket unit, or start it without LISTEN_FDS");
        return new Inheritance(new InheritedSockets(Enumerable.Range(0, open).Select(index => (FirstOfSystemd + index, names.ElementAtOrDefault(index) ?? ""))), null);
    }

    private static int Read(string variable)
        => int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;
}
