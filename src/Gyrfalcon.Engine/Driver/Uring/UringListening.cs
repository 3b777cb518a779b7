using System;
using Gyrfalcon.Engine.Native;

namespace Gyrfalcon.Engine.Driver.Uring;

/// <summary>One multishot accept that stays under way until it fails or is closed.</summary>
internal sealed class UringListening : UringTarget, IDisposable
{
    private readonly UringDriver _driver;
    private readonly Acceptor _acceptor;
    private readonly AcceptPause _pause;
    private readonly int _fd;
    private bool _armed;
    private bool _cancelled;
    private bool _isClosing;

    internal UringListening(UringDriver driver, int fd, Acceptor acceptor)
    {
        _driver = driver;
        _fd = fd;
        _acceptor = acceptor;
        _pause = new AcceptPause(driver.Worker, acceptor, Resume);
        driver.Occupy(this);
        Arm();
    }

    internal override void OnCompletion(UringOperation operation, int result, uint flags)
    {
        bool stopped = _cancelled;
        if ((flags & CompletionEntry.FlagMore) == 0) _armed = _cancelled = false;
        if (result >= 0)
        {
            // A connection that arrived while the accept was being cancelled is served all the same: its client was let in.
            _acceptor.Accept(_driver.Adopt(result));
        }

        if (_armed)
        {
            if (!_isClosing && !_cancelled && !_acceptor.MayGoOn()) Cancel();
            return;
        }

        if (_isClosing)
        {
            EmptyAndClose();
            return;
        }

        bool exhausted = result is not (>= 0 or -Errno.ConnAborted or -Errno.Intr or -Errno.Protocol or -Errno.Canceled);
        if (exhausted) _acceptor.NoteExhausted();
        if (exhausted || stopped || !_acceptor.MayGoOn()) _pause.Begin();
        else Arm();
    }

    public void Dispose()
    {
        if (_isClosing) return;
        _isClosing = true;
        _pause.Cancel();
        if (_armed) Cancel();
        else EmptyAndClose();
    }

    /// <summary>Closing the socket resets whoever is in its queue. No accept is under way any more.</summary>
    private void EmptyAndClose()
    {
        int result;
        while ((result = SocketCalls.Accept(_fd)) >= 0) _acceptor.Accept(_driver.Adopt(result));
        if (result != -Errno.Again)
        {
            _acceptor.NoteExhausted();
            _pause.Begin();
            return;
        }

        _driver.Vacate(this);
        Libc.Close(_fd);
        _acceptor.NoteClosed();
    }

    private void Resume()
    {
        if (_isClosing) EmptyAndClose();
        else Arm();
    }

    private void Cancel()
    {
        if (_cancelled) return;
        _cancelled = true;
        _driver.SubmitCancel(this, UringOperation.Accept);
    }

    private void Arm()
    {
        _armed = true;
        _driver.SubmitAccept(this, _fd);
    }
}
