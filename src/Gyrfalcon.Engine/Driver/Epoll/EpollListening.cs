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
    private bool _closed;

    internal EpollListening(EpollDriver driver, int fd, Acceptor acceptor)
    {
        _driver = driver;
        _acceptor = acceptor;
        Fd = fd;
        _pause = new AcceptPause(driver.Worker, acceptor, () => _driver.Resume(this, Fd));
    }

    internal int Fd { get; }

    internal override unsafe void OnEvents(uint events)
    {
        for (int i = 0; i < AcceptsPerTurn && !_closed; i++)
        {
            if (!_acceptor.MayGoOn())
            {
                Rest();
                return;
            }

            int fd = Libc.Accept4(Fd, null, null, Libc.SockNonBlock | Libc.SockCloExec);
            if (fd >= 0)
            {
                _acceptor.Accept(_driver.Adopt(fd));
                continue;
            }

            int error = -SocketCalls.LastError();
            if (error is Errno.Intr or Errno.ConnAborted or Errno.Protocol) continue;
            if (error != Errno.Again)
            {
                _acceptor.NoteExhausted();
                Rest();
            }

            return;
        }
    }

    public void Dispose()
    {
        if (_closed) return;
        _closed = true;
        _pause.Cancel();
        _driver.CloseDescriptor(this, Fd);
    }

    private void Rest()
    {
        _driver.Pause(this, Fd);
        _pause.Begin();
    }
}
