using System;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

namespace Gyrfalcon.Commands;

/// <summary>TERM and INT: the first asks to stop in order; a second INT, to stop at once. USR2, if that makes sense: to upgrade.</summary>
internal sealed class Signals : IDisposable
{
    /// <summary>SIGUSR2 on Linux (signal(7)); it has no name in <see cref="PosixSignal"/>.</summary>
    private const PosixSignal User2 = (PosixSignal)12;

    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _second = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration _terminate;
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration? _upgrade;
    private readonly Lock _gate = new();
    private Action? _upgradeIsAsked;
    private bool _wasAskedEarly;

    internal Signals(bool hearsUpgrade)
    {
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            _first.TrySetResult();
        });
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            if (!_first.TrySetResult()) _second.TrySetResult();
        });
        if (!hearsUpgrade) return;
        _upgrade = PosixSignalRegistration.Create(User2, context =>
        {
            context.Cancel = true;
            HearUpgrade();
        });
    }

    internal Task First => _first.Task;

    internal Task Second => _second.Task;

    /// <summary>From now on <paramref name="upgrade"/> is called for each USR2, on the thread pool; and now, if there was one before.</summary>
    internal void WhenUpgradeIsAsked(Action upgrade)
    {
        bool wasAsked;
        lock (_gate)
        {
            _upgradeIsAsked = upgrade;
            wasAsked = _wasAskedEarly;
        }

        if (wasAsked) upgrade();
    }

    public void Dispose()
    {
        _terminate.Dispose();
        _interrupt.Dispose();
        _upgrade?.Dispose();
    }

    private void HearUpgrade()
    {
        Action? upgrade;
        lock (_gate)
        {
            upgrade = _upgradeIsAsked;
            _wasAskedEarly |= upgrade is null;
        }

        upgrade?.Invoke();
    }
}
