using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests.Strictness;

/// <summary>A route is not evaded by the spelling of a path or of a host: the spelling leads to it all the same, or is refused.</summary>
public sealed class RouteEvasionTests
{
    private static readonly RoutePlan[] Routes =
    [
        new() { Hosts = ["admin.example", "[2001:db8::1]"], RespondStatus = 200, RespondBody = "admin host" },
        new() { Path = "/admin/*", RespondStatus = 200, RespondBody = "admin" },
        new() { Path = "/a%2fb", RespondStatus = 200, RespondBody = "encoded" },
        new() { Path = "/public/*", RespondStatus = 200, RespondBody = "public" },
        new() { RespondStatus = 200, RespondBody = "rest" },
    ];

    [Theory, EachDriver]
    public async Task A_path_takes_its_route_however_it_is_spelled(Driver driver)
    {
        await using GyrProcess gyr = await Proxies.StartGyrAsync(new ProxyPlan { Routes = Routes }, driver);
        (string Target, string Answer)[] table =
        [
            ("/admin", "admin"), ("/admin/", "admin"), ("/admin/x", "admin"), ("/administrator", "rest"), ("/Admin/x", "rest"),
            // One reading for everybody: encoded unreserved characters, repeated slashes, parameters.
            ("/%61dmin/x", "admin"), ("/%61%64%6D%69%6e/x", "admin"), ("//admin/x", "admin"), ("///admin///x", "admin"), ("/admin;a=b/x", "admin"), ("/admin;/x", "admin"), ("/;a/admin/x", "admin"),
            ("http://a/admin/x", "admin"), ("http://a//%61dmin", "admin"), ("/admin?x=/public", "admin"), ("/admin/%20", "admin"), ("/public/file.txt", "public"), ("/public/a%2Fb", "public"), ("/public/100%25", "public"),
            ("/a%2Fb", "encoded"), ("/a%2fb", "encoded"),
            // Dot segments that do not matter.
            ("/public/./x", "public"), ("/public/a/../x", "public"), ("/public/%2e/x", "public"), ("/public/a/%2e%2e/x", "public"), ("/public/.x/..y/...", "public"), ("/x/..", "rest"),
            // Dot segments that do.
            ("/public/../admin/x", "400"), ("/admin/../public/x", "400"), ("/public/%2e%2e/admin/x", "400"), ("/public/.%2E/admin", "400"), ("/./admin", "400"), ("/x/../admin", "400"), ("/admin/..", "400"),
            ("/public/..;/admin/x", "400"), ("/public/..;a=b/admin/x", "400"), ("/public/%2e%2e;/admin", "400"), ("/.;/admin", "400"),
            // Above the root.
            ("/..", "400"), ("/../x", "400"), ("/public/../../x", "400"), ("/%2e%2e/etc/passwd", "400"), ("/..;/x", "400"),
            // Dot segments where slashes are not the same for all.
            ("/a//../admin", "400"), ("/public//../x", "400"), ("/public/a%2Fb/../x", "400"),
            // Encoded slashes, backslashes, semicolons and percent signs.
            ("/admin%2Fx", "400"), ("/admin%2f", "400"), ("/%2Fadmin", "400"), ("/admin%5Cx", "400"), ("/%5cadmin", "400"), ("/admin%3Bx", "400"), ("/x%2Fadmin", "rest"), ("/%2561dmin", "400"), ("/%252561dmin", "400"),
            ("/admin%252Fx", "400"), ("/public/..%2Fadmin", "400"), ("/public%2F..%2Fadmin", "400"), ("/public/%2e%2e%2fadmin", "400"), ("/public/..%5cadmin", "400"), ("/public/%252e%252e/admin", "400"), ("/public/%252e%252e%252fadmin", "400"),
            ("/public/..%252Fadmin", "400"), ("/public/x%2F..", "public"), ("/public/%2F..", "400"), ("/public%2F..%2F..%2Fx", "400"), ("/x%25", "rest"),
            // Never.
            ("/admin%00/x", "400"), ("/public/%00", "400"), ("/admin\\x", "400"),
        ];
        foreach ((string target, string answer) in table)
            Assert.Equal((target, answer), (target, await AskAsync(gyr, target, "a")));
    }

    [Theory, EachDriver]
    public async Task A_host_takes_its_route_however_it_is_spelled(Driver driver)
    {
        await using GyrProcess gyr = await Proxies.StartGyrAsync(new ProxyPlan { Routes = Routes }, driver);
        (string Host, string Answer)[] table =
        [
            ("admin.example", "admin host"), ("ADMIN.Example", "admin host"), ("admin.example.", "admin host"), ("admin.example:80", "admin host"), ("admin.example.:8080", "admin host"),
            ("[2001:db8::1]", "admin host"), ("[2001:DB8::1]:80", "admin host"), ("[2001:0db8:0:0:0:0:0:1]", "admin host"), ("[2001:db8::0.0.0.1]", "admin host"), ("[2001:db8::2]", "rest"),
            ("admin.example.evil", "rest"), ("xadmin.example", "rest"), ("admin.example..", "400"), (".admin.example", "400"), ("admin%2eexample", "400"), ("admin.example\\", "400"), ("admin.example, b", "400"),
        ];
        foreach ((string host, string answer) in table)
        {
            Assert.Equal((host, answer), (host, await AskAsync(gyr, "/", host)));
            if (!host.Contains(' ', System.StringComparison.Ordinal))
                Assert.Equal((host, answer), (host, await AskAsync(gyr, $"http://{host}/", "a")));
        }
    }

    private static async Task<string> AskAsync(GyrProcess gyr, string target, string host)
    {
        await using RawClient client = await gyr.ConnectAsync();
        (WireResponse response, string body) = await client.GetAsync(target, host: host);
        return response.Status == 200 ? body : response.Status.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
