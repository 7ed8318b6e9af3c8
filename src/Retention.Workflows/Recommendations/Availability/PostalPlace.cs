namespace Retention.Workflows.Recommendations;

/// <summary>The location of all postal codes with a prefix. The longest matching prefix applies.</summary>
public sealed record PostalPlace
{
    /// <summary>A postal code or its beginning. Spaces, hyphens and case are ignored.</summary>
    public required string Prefix { get; init; }

    /// <summary>The ISO 3166-1 code of the country, two capital letters; null (default) matches every country.</summary>
    public string? Country { get; init; }

    /// <summary>Degrees north, -90 to 90.</summary>
    public required double Latitude { get; init; }

    /// <summary>Degrees east, -180 to 180.</summary>
    public required double Longitude { get; init; }

    private const double EarthRadius = 6_371; // kilometres, the mean

    /// <summary>The great-circle distance in kilometres, by the haversine formula.</summary>
    internal double DistanceTo(PostalPlace other)
    {
        var (lat, otherLat) = (double.DegreesToRadians(Latitude), double.DegreesToRadians(other.Latitude));
        var (north, east) = ((otherLat - lat) / 2, double.DegreesToRadians(other.Longitude - Longitude) / 2);
        var half = (Math.Sin(north) * Math.Sin(north)) + (Math.Cos(lat) * Math.Cos(otherLat) * Math.Sin(east) * Math.Sin(east));
        return 2 * EarthRadius * Math.Asin(Math.Min(1, Math.Sqrt(half)));
    }
}
