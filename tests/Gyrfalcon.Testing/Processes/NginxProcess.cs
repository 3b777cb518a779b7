using System;
using System.Net;
using System.Threading.Tasks;

namespace Gyrfalcon.Testing;

/// <summary>nginx in the place of the program under test: what it passes, the tests ask rightly.</summary>
public sealed class NginxProcess : IProxyUnderTest
{
    private const string Binary = "/usr/sbin/nginx";
    private readonly TemporaryDirectory _directory;

    private NginxProcess(TemporaryDirectory directory, ProgramProcess process, IPEndPoint address)
    {
        _directory = directory;
        Process = process;
        Address = address;
    }

    public IPEndPoint Address { get; }

    public ProgramProcess Process { get; }

    public static async Task<NginxProcess> StartAsync(ProxyPlan plan)
    {
        var directory = new TemporaryDirectory();
        int port;
        using (var free = new HeldPort())
            port = free.Address.Port;
        string file = directory.Write("nginx.conf", NginxConfiguration.Render(plan, directory.Path, port));
        var nginx = new NginxProcess(directory, ProgramProcess.Start(Binary, ["-p", directory.Path, "-e", "stderr", "-c", file]), new IPEndPoint(IPAddress.Loopback, port));
        try
        {
            await nginx.Process.Errors.WaitForAsync(line => line.Contains("start worker process ", StringComparison.Ordinal), "nginx's workers");
            return nginx;
        }
        catch
        {
            await nginx.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        _directory.Dispose();
    }
}
