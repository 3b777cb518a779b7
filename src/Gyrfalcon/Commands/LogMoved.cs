using System;
using System.Runtime.InteropServices;
using System.Threading;
using Gyrfalcon.Proxy.Telemetry;

namespace Gyrfalcon.Commands;

/// <summary>USR1: somebody has moved the access log's file, and it is opened again. Heard from the start on, since it would end the process.</summary>
internal sealed class LogMoved : IDisposable
{
    /// <summary>SIGUSR1 on Linux (signal(7)); it has no name in <see cref="PosixSignal"/>.</summary>
    private const PosixSignal User1 = (PosixSignal)10;

    private readonly PosixSignalRegistration _registration;
    private AccessLogWriter? _log;

    internal LogMoved()
    {
        _registration = PosixSignalRegistration.Create(User1, context =>
        {
            context.Cancel = true;
            Volatile.Read(ref _log)?.Reopen();
        });
    }

    /// <summary>A file that was moved before was not open.</summary>
    internal void Begin(AccessLogWriter log) => Volatile.Write(ref _log, log);

    public void Dispose() => _registration.Dispose();
}
