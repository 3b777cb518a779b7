using System;
using System.Collections;
using System.Collections.Generic;
using System.Net;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>Many clients that are connected at the same time.</summary>
internal sealed class Crowd : IAsyncDisposable, IEnumerable<RawClient>
{
    private readonly List<RawClient> _clients = [];

    /// <summary>Another client, which has had an answer and keeps its connection.</summary>
    internal async Task<RawClient> AddAsync(IProxyUnderTest proxy)
    {
        RawClient client = await AddAsync(proxy, "GET /crowd HTTP/1.1\r\nHost: a\r\n\r\n");
        WireResponse response = await client.ReadResponseAsync();
        Assert.Equal(200, response.Status);
        await response.TextAsync();
        return client;
    }

    /// <summary>Another client, which has sent that.</summary>
    internal async Task<RawClient> AddAsync(IProxyUnderTest proxy, string bytes, int? receiveBufferBytes = null)
    {
        RawClient client = await proxy.ConnectAsync(receiveBufferBytes);
        _clients.Add(client);
        await client.SendAsync(bytes);
        return client;
    }

    /// <summary>Another client, which has sent that to an address.</summary>
    internal async Task AddAsync(IPEndPoint address, string bytes)
    {
        RawClient client = await RawClient.ConnectAsync(address);
        _clients.Add(client);
        await client.SendAsync(bytes);
    }

    public IEnumerator<RawClient> GetEnumerator() => _clients.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public async ValueTask DisposeAsync()
    {
        foreach (RawClient client in _clients)
            await client.DisposeAsync();
    }
}
