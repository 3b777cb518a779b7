using System;
using System.Runtime.InteropServices;
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
            OnUpgrade?.Invoke();
        });
    }

    internal Task First => _first.Task;

    internal Task Second => _second.Task;

    /// <summary>Called on the thread pool for each USR2; those before it is set are lost.</summary>
    internal Action? OnUpgrade { get; set; }

    public void Dispose()
    {
        _terminate.Dispose();
        _interrupt.Dispose();
        _upgrade?.Dispose();
    }
}
