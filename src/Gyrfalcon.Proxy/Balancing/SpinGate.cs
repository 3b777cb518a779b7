using System.Threading;

namespace Gyrfalcon.Proxy.Balancing;

/// <summary>Lets one worker at a time through a few dozen instructions; the others spin, for they will not have to wait long.</summary>
internal struct SpinGate
{
    private int _taken;

    internal void Enter()
    {
        if (Interlocked.CompareExchange(ref _taken, 1, 0) == 0) return;
        var spin = new SpinWait();
        do
        {
            spin.SpinOnce(sleep1Threshold: -1);
        }
        while (Volatile.Read(ref _taken) != 0 || Interlocked.CompareExchange(ref _taken, 1, 0) != 0);
    }

    internal void Leave() => Volatile.Write(ref _taken, 0);
}
