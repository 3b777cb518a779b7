namespace Gyrfalcon.Proxy.Configuration;

/// <summary>How workers are to reach the kernel.</summary>
public enum DriverSetting
{
    /// <summary>io_uring where the kernel allows it, otherwise epoll.</summary>
    Auto,

    /// <summary>io_uring.</summary>
    IoUring,

    /// <summary>epoll, edge-triggered.</summary>
    Epoll,
}
