//! The OpenAPI 3.1 document, made from the routes.

use utoipa::openapi::path::{HttpMethod, OperationBuilder, ParameterBuilder, ParameterIn};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::{ComponentsBuilder, ObjectBuilder, Type};
use utoipa::openapi::{
    ContentBuilder, InfoBuilder, OpenApi, OpenApiBuilder, PathItem, PathsBuilder, Ref, Required,
    ResponseBuilder,
};
use utoipa::{IntoParams, ToSchema};

use crate::routes::{Visit, each};
use crate::{Method, NoBody, Problem, Route, RouteInfo};

/// The document, as pretty JSON with a newline at its end.
#[must_use]
pub fn document() -> String {
    let mut builder = Builder { paths: PathsBuilder::new(), components: ComponentsBuilder::new() };
    builder.add_schema::<Problem>();
    each(&mut builder);
    let info = InfoBuilder::new()
        .title("gridhall")
        .version("1")
        .description(Some("The operating system of electricity service halls (供电营业厅)."))
        .build();
    let document: OpenApi = OpenApiBuilder::new()
        .info(info)
        .paths(builder.paths.build())
        .components(Some(builder.components.build()))
        .build();
    let mut text = document.to_pretty_json().expect("the document is plain data");
    text.push('\n');
    text
}

struct Builder {
    paths: PathsBuilder,
    components: ComponentsBuilder,
}

impl Builder {
    fn add_schema<T: ToSchema>(&mut self) {
        let mut schemas = vec![(T::name().into_owned(), T::schema())];
        T::schemas(&mut schemas);
        let components = std::mem::take(&mut self.components);
        self.components = components.schemas_from_iter(schemas);
    }
}

impl Visit for Builder {
    fn route<R: Route>(&mut self) {
        let info = R::INFO;
        self.add_schema::<R::Answer>();
        let mut operation = OperationBuilder::new()
            .operation_id(Some(info.id))
            .summary(Some(info.about.trim()))
            .description(Some(who_may_call(&info)));
        for name in path_parameters(info.path) {
            let parameter = ParameterBuilder::new()
                .name(name)
                .parameter_in(ParameterIn::Path)
                .required(Required::True)
                .schema(Some(ObjectBuilder::new().schema_type(Type::String)));
            operation = operation.parameter(parameter);
        }
        for parameter in R::Query::into_params(|| Some(ParameterIn::Query)) {
            operation = operation.parameter(parameter);
        }
        if info.method != Method::Get {
            let key = ParameterBuilder::new()
                .name("Idempotency-Key")
                .parameter_in(ParameterIn::Header)
                .required(Required::True)
                .description(Some("Made by the sender; the same key sent again gets the same answer."))
                .schema(Some(ObjectBuilder::new().schema_type(Type::String).max_length(Some(64))));
            operation = operation.parameter(key);
        }
        if R::Body::name() != NoBody::name() {
            self.add_schema::<R::Body>();
            let content = ContentBuilder::new().schema(Some(Ref::from_schema_name(R::Body::name()))).build();
            let body =
                RequestBodyBuilder::new().required(Some(Required::True)).content("application/json", content);
            operation = operation.request_body(Some(body.build()));
        }
        let media = match info {
            RouteInfo { stream: true, .. } => "text/event-stream",
            RouteInfo { file: true, .. } => "application/octet-stream",
            _ => "application/json",
        };
        let answer = ContentBuilder::new().schema(Some(Ref::from_schema_name(R::Answer::name()))).build();
        let problem = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
        operation = operation
            .response("200", ResponseBuilder::new().description("Done.").content(media, answer))
            .response(
                "default",
                ResponseBuilder::new()
                    .description("Refused, with the reason.")
                    .content("application/problem+json", problem),
            );
        let method = match info.method {
            Method::Get => HttpMethod::Get,
            Method::Post => HttpMethod::Post,
            Method::Delete => HttpMethod::Delete,
        };
        let paths = std::mem::take(&mut self.paths);
        self.paths = paths.path(info.path, PathItem::new(method, operation));
    }
}

fn path_parameters(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|part| part.split('}').next())
}

fn who_may_call(info: &RouteInfo) -> String {
    let words: Vec<String> = info
        .who
        .iter()
        .map(|who| match who {
            crate::Who::Public => "anybody".to_owned(),
            crate::Who::Visitor => "whoever holds the link".to_owned(),
            crate::Who::AnyStaff => "any staff".to_owned(),
            crate::Who::Device(kinds) => {
                let kinds: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
                format!("devices ({})", kinds.join(", "))
            }
            crate::Who::Staff(roles) => {
                let roles: Vec<&str> = roles.iter().map(|role| role.as_str()).collect();
                format!("staff ({})", roles.join(", "))
            }
        })
        .collect();
    format!("For {}.", words.join("; "))
}

#[cfg(test)]
mod tests {
    use expect_test::expect_file;

    #[test]
    fn the_checked_in_openapi_document_is_fresh() {
        expect_file!["../../../openapi/gridhall-v1.json"].assert_eq(&super::document());
    }
}
