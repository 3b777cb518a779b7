namespace Gyrfalcon.Engine.Driver.Epoll;

/// <summary>Something registered with epoll.</summary>
internal abstract class EpollTarget
{
    /// <summary>Generation in the upper half, descriptor in the lower; 0 once closed.</summary>
    internal ulong Tag { get; set; }

    internal abstract void OnEvents(uint events);
}
