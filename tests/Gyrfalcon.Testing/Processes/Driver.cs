namespace Gyrfalcon.Testing;

/// <summary>What the proxy under test reaches the kernel with; nginx stands in for it to prove the tests themselves.</summary>
public enum Driver
{
    IoUring,
    Epoll,
    Nginx,
}
