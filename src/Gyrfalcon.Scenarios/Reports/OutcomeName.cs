using Gyrfalcon.Scenarios.Recording;

namespace Gyrfalcon.Scenarios.Reports;

/// <summary>Outcomes in words.</summary>
internal static class OutcomeName
{
    internal static string Of(Outcome outcome) => outcome switch
    {
        Outcome.Answered => "answered",
        Outcome.ClientError => "4xx",
        Outcome.InternalError => "500",
        Outcome.BadGateway => "502",
        Outcome.Unavailable => "503",
        Outcome.GatewayTimeout => "504",
        Outcome.Broken => "broken",
        _ => "given up",
    };
}
