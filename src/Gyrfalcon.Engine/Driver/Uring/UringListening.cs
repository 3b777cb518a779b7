using System;
using Gyrfalcon.Engine.Native;
using Gyrfalcon.Engine.Transport;

namespace Gyrfalcon.Engine.Driver.Uring;

/// <summary>One multishot accept that stays under way until it fails or is closed.</summary>
internal sealed class UringListening : UringTarget, IDisposable
{
    private readonly UringDriver _driver;
    private readonly Action<TcpTransport> _accepted;
    private readonly AcceptPause _pause;
    private readonly int _fd;
    private bool _armed;
    private bool _closed;

    internal UringListening(UringDriver driver, int fd, Action<TcpTransport> accepted)
    {
        _driver = driver;
        _fd = fd;
        _accepted = accepted;
        _pause = new AcceptPause(driver.Worker, Arm);
        driver.Occupy(this);
        Arm();
    }

    internal override void OnCompletion(UringOperation operation, int result, uint flags)
    {
        if ((flags & CompletionEntry.FlagMore) == 0) _armed = false;
        if (result >= 0)
        {
            // A connection that arrived while the accept was being cancelled is served all the same: its client was let in.
            _accepted(_driver.Adopt(result));
        }

        if (_armed) return;
        if (_closed) _driver.Vacate(this);
        else if (result is >= 0 or -Errno.ConnAborted or -Errno.Intr or -Errno.Protocol) Arm();
        else _pause.Begin();
    }

    public void Dispose()
    {
        if (_closed) return;
        _closed = true;
        _pause.Cancel();
        if (_armed) _driver.SubmitCancel(this, UringOperation.Accept);
        else _driver.Vacate(this);
        _driver.SubmitClose(_fd);
    }

    private void Arm()
    {
        _armed = true;
        _driver.SubmitAccept(this, _fd);
    }
}
