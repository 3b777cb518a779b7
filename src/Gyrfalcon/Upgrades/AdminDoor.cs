using System;
using System.Threading.Tasks;
using Gyrfalcon.Admin;
using Gyrfalcon.Proxy.Configuration;

namespace Gyrfalcon.Upgrades;

/// <summary>The admin address, which one process lets go of and another takes.</summary>
internal sealed class AdminDoor(AdminConfig config, AdminContext context, Upgrader? upgrader) : IAsyncDisposable
{
    private AdminServer? _admin;
    private Task _closing = Task.CompletedTask;

    /// <summary>Where it is served; null if it is not.</summary>
    internal AdminAddress? Address => _admin is null ? null : config.Listen;

    /// <summary>Where browsers find it; null if it is not served, or not to browsers.</summary>
    internal string? Page => _admin?.Page;

    /// <summary>The certificate that it is served with, by its first name; null if there is none.</summary>
    internal (string Name, DateTimeOffset Expires)? Certificate => _admin?.Certificate;

    /// <summary>Begins to serve it; tries for so long if somebody else is just about to let it go. False, with a reason in the log, if it must be served and cannot be.</summary>
    internal async Task<bool> OpenAsync(TimeSpan patience)
    {
        (_admin, bool isWell) = await AdminServer.StartAsync(config, context with { Upgrade = upgrader is null ? null : by => upgrader.UpgradeAsync(this, by) }, patience);
        return isWell;
    }

    /// <summary>Lets it go in a moment; requests under way are answered.</summary>
    internal void LetGo()
    {
        if (_admin is not { } admin) return;
        _admin = null;
        _closing = Task.Run(async () => await admin.DisposeAsync());
    }

    public async ValueTask DisposeAsync()
    {
        LetGo();
        await _closing;
    }
}
