using System;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using Gyrfalcon.Testing;

namespace Gyrfalcon.Dashboard.Tests;

/// <summary>The program with its admin address.</summary>
internal static class Gyr
{
    internal const string Admin = "{ listen: \"127.0.0.1:0\" }";

    internal static ProxyPlan PlanFor(params TestOrigin[] origins) => ProxyPlan.To([.. origins.Select(static origin => origin.Url)]) with { Admin = Admin };

    internal static async Task<string> AdminUrlAsync(GyrProcess gyr)
    {
        string line = (await gyr.Process.Errors.WaitForAsync(static line => line.Contains("admin listening on ", StringComparison.Ordinal), "the admin address"))[0];
        return $"http://{line.Split(' ')[^1]}/";
    }

    internal static async Task<string> GetAsync(GyrProcess gyr, string path)
    {
        using var http = new HttpClient();
        return await http.GetStringAsync(await AdminUrlAsync(gyr) + path);
    }
}
