namespace Gyrfalcon.Resilience.Generating;

/// <summary>What a request asks. All but POST are idempotent.</summary>
internal enum Method
{
    Get,
    Put,
    Post,
}
