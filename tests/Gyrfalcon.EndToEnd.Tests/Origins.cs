using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Gyrfalcon.Testing;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>Several test origins, named a, b, c …</summary>
internal sealed class Origins(int count) : IAsyncDisposable
{
    private readonly TestOrigin[] _origins = TestOrigin.StartMany(count);

    internal string[] Urls => [.. _origins.Select(origin => origin.Url)];

    internal IEnumerable<int> RequestCounts => _origins.Select(origin => origin.RequestCount);

    internal TestOrigin this[int index] => _origins[index];

    public async ValueTask DisposeAsync()
    {
        foreach (TestOrigin origin in _origins)
            await origin.DisposeAsync();
    }
}
