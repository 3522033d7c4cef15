//! Wire schemas of the types that are not derived; only the api crate asks for them.

use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::{Day, Org, Time};

impl PartialSchema for Time {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::Integer)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
            .description(Some("UTC microseconds since 1970"))
            .into()
    }
}

impl ToSchema for Time {}

impl PartialSchema for Day {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Date)))
            .description(Some("A civil day in the hall's zone"))
            .into()
    }
}

impl ToSchema for Day {}

impl PartialSchema for Org {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::Integer)
            .description(Some("GB/T 2260 code of the company"))
            .into()
    }
}

impl ToSchema for Org {}
