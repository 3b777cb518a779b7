using System;
using System.Net;

namespace Gyrfalcon.Testing;

/// <summary>A running proxy as the end-to-end tests see it: Gyrfalcon itself, or nginx to prove the tests.</summary>
public interface IProxyUnderTest : IAsyncDisposable
{
    /// <summary>Where it accepts clients.</summary>
    IPEndPoint Address { get; }

    ProgramProcess Process { get; }
}
