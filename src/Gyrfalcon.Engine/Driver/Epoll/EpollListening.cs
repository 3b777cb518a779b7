using System;
using Gyrfalcon.Engine.Native;

namespace Gyrfalcon.Engine.Driver.Epoll;

/// <summary>Accepts, level-triggered and a bounded number a turn, so that a flood of connections does not starve those that are open.</summary>
internal sealed class EpollListening : EpollTarget, IDisposable
{
    private const int AcceptsPerTurn = 64;

    private readonly EpollDriver _driver;
    private readonly Acceptor _acceptor;
    private readonly AcceptPause _pause;
    private readonly int _fd;
    private bool _isResting;
    private bool _isClosing;

    internal EpollListening(EpollDriver driver, int fd, Acceptor acceptor)
    {
        _driver = driver;
        _acceptor = acceptor;
        _fd = fd;
        _pause = new AcceptPause(driver.Worker, acceptor, Resume);
    }

    internal override void OnEvents(uint events)
    {
        for (int i = 0; i < AcceptsPerTurn && !_isClosing; i++)
        {
            if (!_acceptor.MayGoOn())
            {
                Rest();
                return;
            }

            int result = AcceptNext();
            if (result >= 0) continue;
            if (result != -Errno.Again) RestExhausted();
            return;
        }
    }

    public void Dispose()
    {
        if (_isClosing) return;
        _isClosing = true;
        _pause.Cancel();
        EmptyAndClose();
    }

    /// <summary>Closing the socket resets whoever is in its queue.</summary>
    private void EmptyAndClose()
    {
        int result;
        do result = AcceptNext();
        while (result >= 0);
        if (result != -Errno.Again)
        {
            RestExhausted();
            return;
        }

        if (!_isResting) _driver.Pause(this, _fd);
        _driver.CloseDescriptor(this, _fd);
        _acceptor.NoteClosed();
    }

    private int AcceptNext()
    {
        int result = SocketCalls.Accept(_fd);
        if (result >= 0) _acceptor.Accept(_driver.Adopt(result));
        return result;
    }

    private void RestExhausted()
    {
        _acceptor.NoteExhausted();
        Rest();
    }

    private void Rest()
    {
        if (!_isResting) _driver.Pause(this, _fd);
        _isResting = true;
        _pause.Begin();
    }

    private void Resume()
    {
        if (_isClosing)
        {
            EmptyAndClose();
            return;
        }

        _isResting = false;
        _driver.Resume(this, _fd);
    }
}
