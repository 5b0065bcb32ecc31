/* profile_alias.c - see profile_alias.h. Names in English, German, French, Spanish, Portuguese, Italian and Dutch, as
 * CRMs, shops, ad platforms, warehouses and people write them. They compare without case, blanks and punctuation. */
#include "core/plugin/profile_alias.h"

#define CAMPAIGN GARNER_EMITS(GARNER_RECORD_CAMPAIGN)
#define SPEND GARNER_EMITS(GARNER_RECORD_SPEND)
#define CLAIM GARNER_EMITS(GARNER_RECORD_CLAIM)
#define TOUCH GARNER_EMITS(GARNER_RECORD_TOUCH)
#define LEAD GARNER_EMITS(GARNER_RECORD_LEAD)
#define CONTACT GARNER_EMITS(GARNER_RECORD_CONTACT)
#define ACCOUNT GARNER_EMITS(GARNER_RECORD_ACCOUNT)
#define ACTIVITY GARNER_EMITS(GARNER_RECORD_ACTIVITY)
#define DEAL GARNER_EMITS(GARNER_RECORD_DEAL)
#define DEAL_CONTACT GARNER_EMITS(GARNER_RECORD_DEAL_CONTACT)
#define ORDER GARNER_EMITS(GARNER_RECORD_ORDER)
#define ORDER_LINE GARNER_EMITS(GARNER_RECORD_ORDER_LINE)
#define REFUND GARNER_EMITS(GARNER_RECORD_REFUND)
#define SUBSCRIPTION GARNER_EMITS(GARNER_RECORD_SUBSCRIPTION)
#define REP GARNER_EMITS(GARNER_RECORD_REP)

#define ANY_ID "Record ID|ID|Number|No|Nr|Key|GUID|UUID"
#define ORDER_NUMBERS                                                                                                      \
    "Order ID|Order Number|Order No|Order #|Invoice ID|Invoice Number|Invoice No|Sales ID|Sale ID|Purchase ID|"            \
    "Receipt ID|Receipt Number|Bestellnummer|Bestellnr|Bestell-ID|Auftragsnummer|Auftragsnr|Rechnungsnummer|"              \
    "Rechnungsnr|Belegnummer|Numéro de commande|N° de commande|N° commande|Commande|Numéro de facture|N° de facture|" \
    "Número de pedido|Nº de pedido|N.º de pedido|Pedido|Número de factura|Factura|Número do pedido|Nota fiscal|"      \
    "Numero ordine|N. ordine|Ordine|Numero fattura|Fattura|Bestelnummer|Ordernummer|Factuurnummer|Order|Invoice"
#define CREATED                                                                                                        \
    "Created At|Created|Created Date|Create Date|Date Created|Created On|Created Time|Creation Date|Creation Time|"    \
    "Submitted At|Submitted|Submission Date|Submit Date|Date Submitted|Registered At|Registered|Registration Date|"    \
    "Reg Date|Registered On|Signup Date|Signed Up At|Sign up date|First Contact Date|First Seen|Date Added|Added At|"  \
    "Added|Lead Date|Inquiry Date|Enquiry Date|Became a Lead Date|Entry Date|Received|Received At|Date Received|"      \
    "Opened|Opened At|Timestamp|Date|"                                                                                 \
    "Erstellt am|Erstelldatum|Erstellungsdatum|Erstellt|Angelegt am|Angelegt|Eingang|Eingangsdatum|Eingegangen am|"    \
    "Registriert am|Anmeldedatum|Zeitstempel|Datum|Créé le|Date de création|Date d'inscription|Date de réception|" \
    "Fecha de creación|Creado el|Creado|Fecha de registro|Fecha de alta|Fecha|Data de criação|Criado em|"           \
    "Data de cadastro|Data de registro|Data di creazione|Creato il|Data di registrazione|Data|Aangemaakt op|"          \
    "Aangemaakt|Aanmaakdatum|Registratiedatum|Created UTC|occurred_at|createdate"
#define REGIONS                                                                                                             \
    "Region|Sales Region|Territory|Country/Region|Country|Country Code|Billing Country|Shipping Country|"                   \
    "Billing Address Country|Address Country|State/Region|State/Province|State|Province|Regional Office|"                   \
    "Office Location|Seller State|Land|Bundesland|Gebiet|Pays|Région|Département|País|Región|Provincia|Região|Estado|" \
    "Paese|Regione|Nazione|Regio|Provincie"
#define ACCOUNTS                                                                                                       \
    "Account ID|Company ID|Associated Company IDs|Account|Account Name|Company / Account|Company Name|Company|"        \
    "Associated Company|Organization|Organisation|Organization Name|Employer|Firma|Firmenname|Unternehmen|Société|"  \
    "Entreprise|Raison sociale|Empresa|Compañía|Azienda|Società|Ragione sociale|Bedrijf|Bedrijfsnaam"
#define OWNERS                                                                                                         \
    "Owner ID|Owner|Owner Name|Lead Owner|Deal Owner|Contact Owner|Opportunity Owner|Account Owner|HubSpot Owner ID|"  \
    "Sales Agent|Sales Rep|Sales Representative|Salesperson|Sales Person|Account Manager|Assigned To|Assignee|Agent|"  \
    "Rep|SR ID|Sales Owner|Verantwortlich|Verantwortlicher|Zuständig|Zuständiger|Betreuer|Vertriebler|Besitzer|"     \
    "Bearbeiter|Propriétaire|Commercial|Responsable|Propietario|Vendedor|Comercial|Proprietário|Responsável|"       \
    "Proprietario|Venditore|Responsabile|Agente|Eigenaar|Verkoper|Accountmanager"
#define SEGMENTS                                                                                                       \
    "Segment|Business Segment|Industry|Sector|Customer Type|Persona|Specialization|Branche|Kundentyp|Secteur|"         \
    "Secteur d'activité|Segmento|Setor|Settore|Sector de actividad|Bedrijfstak"
#define DISCOUNTS                                                                                                      \
    "Discount Amount|Total Discounts|Total Discount|Discount Total|Discount|Rabatt|Rabattbetrag|Remise|Descuento|"     \
    "Desconto|Sconto|Korting"
#define PRODUCTS                                                                                                          \
    "Product Name|Product|Item Name|Item|Lineitem Name|Description|Article|Title|Product Title|Produktname|Produkt|"      \
    "Artikel|Artikelbezeichnung|Bezeichnung|Nom du produit|Produit|Désignation|Libellé|Nombre del producto|Producto|"   \
    "Artículo|Descripción|Nome do produto|Produto|Descrição|Nome prodotto|Prodotto|Articolo|Descrizione|Productnaam|" \
    "Omschrijving|Name"
#define CAMPAIGN_IDS                                                                                                   \
    "Campaign ID|Campaign Key|xyz_campaign_id|Base Campaign ID|Kampagnen-ID|ID de la campagne|ID de campagne|"         \
    "ID de la campaña|ID de campaña|ID da campanha|ID campagna|Campagne-ID"
#define CAMPAIGNS                                                                                                       \
    "Campaign Name|Campaign|Primary Campaign Source|Campaign Source|First Touch Converting Campaign|"                   \
    "Most Recent Campaign|Marketing Campaign|Kampagne|Kampagnenname|Nom de la campagne|Campagne|Nombre de la campaña|" \
    "Campaña|Nome da campanha|Campanha|Nome della campagna|Campagna|Campagnenaam"
#define SOURCES                                                                                                        \
    "Original Traffic Source|Original Source|Original Source Type|Lead Source|Traffic Source|Marketing Channel|"       \
    "Channel|Acquisition Channel|Acquisition Source|Origin|Lead Origin|Source|Source Type|Leadquelle|Herkunft|"        \
    "Quelle|Kanal|Vertriebskanal|Origine du lead|Origine|Source du lead|Canal|Canal de adquisición|"                  \
    "Origen del lead|Origen|Fuente|Origem do lead|Origem|Fonte|Canal de origem|Origine lead|Fonte del lead|Canale|"    \
    "Bron|Leadbron|Herkomst|Kanaal|advertising_channel_type"
#define STATUSES "Status|State|Stand|Zustand|Statut|État|Estado|Situación|Situação|Stato|Situazione|Stadium"

const struct profile_alias profile_aliases[] = {
    /* ---- ids; a record's own comes first ---- */
    {LEAD, "id",
     "Lead ID|Prospect ID|MQL ID|Lead Number|Inquiry ID|Enquiry ID|Submission ID|Entry ID|Response ID|Lead-Nr|"
     "Anfrage-ID|ID du lead|ID prospect|ID del lead|ID do lead|ID lead|Leadnummer|Player ID|" ANY_ID},
    {CONTACT, "id",
     "Contact ID|Customer ID|Person ID|Client ID|Member ID|Subscriber ID|Seller ID|Vid|Canonical Vid|User ID|Player ID|"
     "Customer Number|Customer No|Kundennummer|Kunden-ID|Kundennr|Kontakt-ID|ID client|Numéro client|N° client|"
     "ID contact|ID cliente|ID de cliente|ID del contacto|Número de cliente|Codice cliente|ID contatto|Klantnummer|"
     "Klant-ID|" ANY_ID},
    {ACCOUNT, "id",
     "Company ID|Account ID|Account Number|Organization ID|Firmen-ID|ID entreprise|ID empresa|ID "
     "azienda|Bedrijfs-ID|" ANY_ID "|Account|Company|Company Name|Account Name|Name"},
    {DEAL, "id",
     "Deal ID|Deal Number|Deal No|Opportunity ID|Opportunity Number|Opportunity No|Opportunity Nr|Potential ID|Quote "
     "ID|"
     "MQL ID|Deal-Nr|Angebotsnummer|Opportunity-ID|ID opportunité|"
     "ID oportunidad|ID negocio|ID oportunidade|ID opportunità|Lead ID|" ANY_ID},
    {ORDER, "id",
     "Order ID|ID|" ORDER_NUMBERS "|Charge ID|Transaction ID|Payment ID|Order Name|Transaktions-ID|Reference|" ANY_ID},
    {ORDER_LINE, "order_id", ORDER_NUMBERS},
    {ORDER_LINE, "line_id",
     "Order Line ID|Line ID|Line Item ID|Lineitem ID|Line Number|Line No|Position|Pos|Zeile|Ligne|"
     "Línea|Linha|Riga|Regel|ID"},
    {REFUND, "id",
     "Refund ID|Refund Number|Credit Note|Credit Note ID|Credit Note Number|Return ID|Gutschrift|Gutschriftnummer|"
     "Numéro d'avoir|Avoir|Nota de crédito|Nota di credito|Creditnota|" ANY_ID},
    {REFUND, "order_id", ORDER_NUMBERS "|Charge ID|Transaction ID"},
    {SUBSCRIPTION, "id", "Subscription ID|Contract ID|Abo-ID|Vertragsnummer|ID abonnement|ID suscripción|" ANY_ID},
    {ACTIVITY, "id",
     "Activity ID|Engagement ID|Task ID|Call ID|Event ID|Meeting ID|Ticket ID|Aktivitäts-ID|ID activité|ID "
     "actividad|" ANY_ID},
    {TOUCH, "id", "Touch ID|Event ID|Visit ID|Session ID|Click ID|Conversion ID|Scan ID|" ANY_ID},
    {DEAL_CONTACT, "deal_id", "Deal ID|Opportunity ID"},
    {REP, "id",
     "Rep ID|Owner ID|User ID|Employee ID|Sales Agent ID|Agent ID|ID|Sales Agent|Sales Rep|Salesperson|Mitarbeiter|"
     "Vendedor|Commercial|Venditore|Verkoper"},
    {CAMPAIGN, "id", CAMPAIGN_IDS "|Affiliate ID|Partner ID|Campaign Group ID|" ANY_ID},
    {CAMPAIGN, "parent_id", "Parent Campaign ID|Campaign Group ID|Parent ID"},

    /* ---- who ---- */
    {TOUCH | LEAD | ACTIVITY | DEAL | DEAL_CONTACT | ORDER | SUBSCRIPTION, "person_id",
     "Contact ID|Associated Contact IDs|Associated Contact ID|Primary Contact ID|Contact Name.id|WhoId|Customer ID|"
     "Customer Number|Customer No|Client ID|Person ID|User ID|Member ID|Subscriber ID|Player ID|Kundennummer|"
     "Kunden-ID|Kundennr|Kontakt-ID|ID client|Numéro client|N° client|ID contact|ID cliente|ID de cliente|"
     "Número de cliente|Código do cliente|Codice cliente|ID contatto|Klantnummer|Klant-ID"},
    {TOUCH | LEAD | CONTACT | ACTIVITY | DEAL | DEAL_CONTACT | ORDER | SUBSCRIPTION | REP, "email",
     "Email|Email Address|Email 1|Primary Email|Customer Email|Contact Email|Associated Contact Email|Billing Email|"
     "Work Email|Business Email|Recipient|Mail|E-Mail-Adresse|Mailadresse|Adresse e-mail|Adresse email|Courriel|"
     "Correo electrónico|Correo|Endereço de e-mail|Correio eletrônico|Indirizzo e-mail|Indirizzo email|Posta "
     "elettronica|E-mailadres"},
    {TOUCH | LEAD | CONTACT | ACTIVITY | DEAL | DEAL_CONTACT | ORDER, "phone",
     "Mobile Phone|Mobile Phone Number|Mobile|Phone|Phone Number|Customer Phone|Billing Phone|Telephone|Tel|Telefon|"
     "Telefonnummer|Mobiltelefon|Handy|Mobil|Téléphone|Téléphone portable|Portable|Teléfono|Teléfono móvil|Móvil|"
     "Telefone|Celular|Telefono|Cellulare|Telefoon|Telefoonnummer|Mobiel"},
    {LEAD, "referrer_email", "Referrer Email|Referred by Email|Empfehler E-Mail"},
    {LEAD, "referrer_id", "Referrer ID|Referred by ID|Referring Customer ID"},
    {LEAD | CONTACT | ACTIVITY | DEAL, "account", ACCOUNTS},
    {DEAL, "account", "Client|Client Name|Customer|Customer Name|Kunde|Kundenname|Cliente|Klant"},

    /* ---- when ---- */
    {LEAD | CONTACT, "created_at", CREATED},
    {DEAL, "created_at", "Engage Date|Open Date|" CREATED},
    {DEAL, "closed_at",
     "Close Date|Closed Date|Closing Date|Closed At|Closed On|Won Date|Date Won|Won At|Won On|Sign Date|Abschlussdatum|"
     "Abgeschlossen am|Schlussdatum|Gewonnen am|Date de clôture|Date de fermeture|Date de signature|Fecha de cierre|"
     "Data de fechamento|Data de encerramento|Data di chiusura|Sluitingsdatum|Afsluitdatum"},
    {ORDER, "at",
     "Order Date|Ordered At|Ordered On|Date Ordered|Purchase Date|Purchased At|Invoice Date|Sales Date|Sale Date|"
     "Transaction Date|Trans Date|Payment Date|Processed At|Paid At|Bestelldatum|Bestellt am|Auftragsdatum|"
     "Rechnungsdatum|Kaufdatum|Belegdatum|Date de commande|Date de la commande|Date d'achat|Date de facture|"
     "Fecha de pedido|Fecha del pedido|Fecha de compra|Fecha de factura|Data do pedido|Data da compra|Data ordine|"
     "Data dell'ordine|Data acquisto|Data fattura|Besteldatum|Orderdatum|Factuurdatum|" CREATED},
    {REFUND, "at",
     "Refund Date|Refunded At|Refunded On|Date Refunded|Return Date|Credit Note Date|Processed At|Erstattet am|"
     "Erstattungsdatum|Gutschriftdatum|Date de remboursement|Fecha de reembolso|Data do reembolso|Data del rimborso|"
     "Terugbetaald op|" CREATED},
    {ACTIVITY, "at",
     "Activity Date|Start Time|Started At|Start|Meeting Start Time|Call Start Time|hs_timestamp|Timestamp|Held At|"
     "Occurred At|Beginn|Début|Inicio|Início|Inizio|Begin|" CREATED "|Due Date"},
    {ACTIVITY, "due_at",
     "Due Date|Due|Due At|Deadline|Fällig am|Fälligkeitsdatum|Échéance|Date d'échéance|"
     "Fecha de vencimiento|Data de vencimento|Scadenza|Vervaldatum"},
    {ACTIVITY, "done_at",
     "Completed At|Completion Date|Completed Date|Done At|End Time|Erledigt am|Terminé le|"
     "Completado el|Concluído em|Completato il|Voltooid op"},
    {ACTIVITY, "resolved_at", "Resolved At|Closed Date|Solved At|Gelöst am|Résolu le|Resuelto el"},
    {TOUCH, "at",
     "Occurred At|Visited At|Visit Date|Session Start|Event Time|Event Date|Event Timestamp|Clicked At|Scan Time|"
     "Scanned At|Timestamp|" CREATED},
    {SPEND | CLAIM, "day",
     "Day|Date|Reporting starts|Start Date|Gregorian Date|Time Period|Spend Date|Invoice Date|Tag|Datum|Jour|Día|"
     "Fecha|Dia|Data|Giorno|Dag|Month"},
    {SPEND | CLAIM, "until_day", "Until|To|End Date|Reporting ends|Bis|Jusqu'au|Hasta|Até|Al|Tot"},
    {CONTACT | ACCOUNT, "customer_since",
     "Customer Since|Became a Customer Date|First Purchase Date|First Order Date|Kunde seit|Client depuis|"
     "Cliente desde|Cliente dal|Klant sinds"},
    {LEAD, "qualified_at",
     "Qualified At|Qualified Date|MQL Date|SQL Date|Became a Marketing Qualified Lead Date|"
     "Qualifiziert am|Qualifié le|Calificado el|Qualificado em|Qualificato il"},
    {LEAD, "converted_at",
     "Converted At|Converted Date|Conversion Date|Converted On|Became a Customer Date|"
     "Konvertiert am|Converti le|Convertido el|Convertido em|Convertito il"},
    {SUBSCRIPTION, "started_at", "Started At|Start Date|Start|Subscribed At|Beginn|Startdatum|" CREATED},
    {SUBSCRIPTION, "ended_at", "Ended At|End Date|Canceled At|Cancelled At|Churned At|Ende|Gekündigt am|Enddatum"},
    {CAMPAIGN, "starts_on",
     "Start Date|Starts On|Starts|Start Time|Startdatum|Date de début|Fecha de inicio|"
     "Data de início|Data di inizio"},
    {CAMPAIGN, "ends_on",
     "End Date|Ends On|Ends|Stop Time|Enddatum|Date de fin|Fecha de finalización|"
     "Data de término|Data di fine"},

    /* ---- how much ---- */
    {DEAL, "amount",
     "Amount|Deal Value|Deal Amount|Deal Size|Close Value|Value|Estimated Value|Expected Revenue|Revenue|ACV|TCV|"
     "Contract Value|Declared Monthly Revenue|Betrag|Auftragswert|Wert|Umsatz|Volumen|Montant|Valeur|"
     "Chiffre d'affaires|Importe|Monto|Valor|Montante|Importo|Valore|Bedrag|Waarde|Omzet"},
    {DEAL | ORDER, "discount", DISCOUNTS},
    {ORDER, "amount",
     "Net Amount|Net Sales|Net Total|Subtotal|Subtotal Price|Order Subtotal|Net|Order Total|Order Amount|Total Price|"
     "Grand Total|Total Amount|Amount|Total|Revenue|Sales Amount|Value|Price|Nettobetrag|Netto|Nettosumme|"
     "Zwischensumme|Bestellwert|Betrag|Gesamtbetrag|Gesamtsumme|Gesamt|Summe|Umsatz|Montant HT|Total HT|Montant|"
     "Total TTC|Montant total|Importe neto|Importe|Importe total|Monto|Valor líquido|Valor total|Valor|Importo netto|"
     "Importo|Totale|Totale ordine|Nettobedrag|Bedrag|Totaal|Totaalbedrag|Omzet|"
     "total_price_set_shop_amount|current_total_price_set_shop_amount|total_price_set_shop_money_amount"},
    {REFUND, "amount",
     "Refund Amount|Refunded Amount|Refund Total|Total Refunded|Amount Refunded|total_refunded_set_shop_amount|Amount|"
     "Total|Value|Erstattungsbetrag|Erstattung|Betrag|Montant remboursé|Montant|Importe reembolsado|Importe|"
     "Valor reembolsado|Valor|Importo rimborsato|Importo|Terugbetaald bedrag|Bedrag"},
    {ORDER_LINE, "quantity",
     "Quantity|Qty|Lineitem Quantity|Units|Menge|Anzahl|Stück|Stückzahl|Quantité|Qté|Cantidad|Quantidade|Qtd|"
     "Quantità|Aantal"},
    {ORDER_LINE, "amount",
     "Line Total|Line Amount|Line Price|Line Revenue|Extended Price|Positionssumme|Zeilensumme|Gesamtpreis|"
     "Montant de la ligne|Total ligne|Importe de línea|Total linha|Totale riga|Regeltotaal|"
     "original_total_set_shop_amount|Amount|Total"},
    {ORDER_LINE, "unit_cost",
     "Unit Cost|Cost Price|Purchase Price|Einkaufspreis|Einstandspreis|Prix d'achat|"
     "Coste unitario|Custo unitário|Costo unitario|Inkoopprijs"},
    {SUBSCRIPTION, "amount", "MRR|Monthly Amount|Monthly Price|Amount per Month|Monatsbetrag|Montant mensuel"},
    {SPEND, "amount",
     "Cost|Spend|Spent|Amount Spent|Total Spent|Ad Spend|Cost Micros|Cost In Local Currency|Cost in USD|Cost Amount|"
     "Media Cost|Kosten|Ausgaben|Ausgegebener Betrag|Werbekosten|Mediakosten|Coût|Coûts|Dépenses|Montant dépensé|"
     "Coste|Costes|Gasto|Importe gastado|Inversión|Custo|Gastos|Valor gasto|Investimento|Costo|Spesa|Importo speso|"
     "Uitgaven|Besteed bedrag|Amount|Betrag|Montant|Importe|Importo|Bedrag"},
    {SPEND, "impressions", "Impressions|Impr|Impressionen|Impresiones|Impressões|Impressioni|Weergaven|Vertoningen"},
    {SPEND, "clicks", "Clicks|Link Clicks|Inline Link Clicks|Klicks|Clics|Cliques|Clic|Klikken|Clics en el enlace"},
    {CLAIM, "conversions",
     "Conversions|Value|Results|Total Conversion|Total Conversions|Konversionen|Conversiones|"
     "Conversões|Conversioni|Conversies"},
    {CAMPAIGN, "budget", "Budget|Daily Budget|Total Budget|Presupuesto|Orçamento"},

    /* ---- what ---- */
    {DEAL, "stage",
     "Deal Stage|Stage|Stage Name|Opportunity Stage|Sales Stage|Pipeline Stage|Deal Pipeline Stage ID|Dealphase|"
     "Vertriebsphase|Phase|Étape|Étape de la vente|Etapa|Etapa del negocio|Fase|Fase do negócio|Fase "
     "dell'opportunità|Dealfase|Deal Status|Opportunity Status|" STATUSES},
    {LEAD, "status",
     "Lead Status|Lifecycle Stage|Lead Stage|Converted|Is Converted|Leadstatus|Lead-Status|Statut du lead|"
     "Estado del lead|Status do lead|Stato del lead|Stage|Phase|Étape|Etapa|Fase|" STATUSES},
    {ORDER, "status",
     "Payment Status|Financial Status|Display Financial Status|Order Status|Zahlungsstatus|Bestellstatus|"
     "Auftragsstatus|Statut de paiement|Statut de la commande|Estado del pago|Estado del pedido|"
     "Status do pagamento|Status do pedido|Stato del pagamento|Stato dell'ordine|Betaalstatus|Bestelstatus|" STATUSES},
    {ACTIVITY, "kind",
     "Activity Type|Engagement Type|Task Type|Event Type|Type|Kind|Aktivitätsart|Art|Type d'activité|"
     "Tipo de actividad|Tipo de atividade|Tipo di attività|Tipo|Activiteitstype"},
    {TOUCH, "kind", "Touch Type|Touch Kind|Event Type|Interaction Type|Event|Type|Kind"},
    {CLAIM, "action", "Action|Action Type|Conversion Action|Conversion Name|Result Type|Conversion-Aktion"},
    {CAMPAIGN | ACCOUNT | REP, "name",
     "Campaign Name|Affiliate Name|Partner Name|Company Name|Account Name|Owner Name|Rep Name|Full Name|Name|Kampagne|"
     "Kampagnenname|Firmenname|Nom de la campagne|Nom|Nombre de la campaña|Nombre|Nome da campanha|Nome|Naam|"
     "Descriptive Name|Campaign"},
    {CAMPAIGN | ACTIVITY, "status", "Campaign Status|Campaign State|Kampagnenstatus|" STATUSES},
    {CAMPAIGN, "kind", "Objective|Campaign Type|Commission Model|Channel Type|Ziel|Objectif|Objetivo|Obiettivo|Type"},
    {ACCOUNT, "domain", "Domain|Company Domain Name|Website|Web Site|Website URL|Webseite|Site web|Sitio web|Sito web"},
    {ACCOUNT, "parent_id", "Parent Account ID|Parent Company ID|Parent Account|Parent Company|Subsidiary Of|Parent"},
    {ACTIVITY, "outcome", "Outcome|Call Outcome|Meeting Outcome|Call Result|Result|Ergebnis|Résultat|Resultado|Esito"},
    {ACTIVITY, "subject",
     "Subject|Call Title|Meeting Name|Task Title|Email Subject|Title|Betreff|Objet|Sujet|Asunto|"
     "Assunto|Oggetto|Onderwerp"},
    {ACTIVITY, "score", "Score|Rating|NPS|CSAT|Bewertung|Note|Puntuación|Pontuação|Punteggio"},
    {LEAD, "disqualified_reason",
     "Disqualified Reason|Disqualification Reason|Unqualified Reason|Junk Reason|"
     "Ablehnungsgrund|Raison de disqualification|Motivo de descarte"},
    {LEAD, "self_reported_source",
     "How did you hear about us|How did you hear about X Education|Self-Reported Source|"
     "Wie haben Sie von uns erfahren|Comment nous avez-vous connus|"
     "Cómo nos conociste|Como nos conheceu|Come ci ha conosciuto"},
    {DEAL, "lost_reason",
     "Lost Reason|Loss Reason|Closed Lost Reason|Reason Lost|Reason for Loss|Verlustgrund|"
     "Grund für Verlust|Raison de la perte|Motif de perte|Motivo de pérdida|Motivo da perda|"
     "Motivo della perdita|Verliesreden"},
    {DEAL, "lost_to",
     "Lost To|Competitor|Main Competitor|Wettbewerber|Verloren an|Concurrent|Competidor|"
     "Concorrente|Concurrent"},
    {DEAL, "product", PRODUCTS "|Deal Type|Product Line"},
    {ORDER_LINE, "product_id",
     "Product ID|SKU|Stock Code|Item No|Item Number|Item ID|Product Code|Article Number|Variant ID|Lineitem SKU|"
     "Produkt-ID|Artikelnummer|Artikel-Nr|Artikelnr|Référence|Référence produit|Réf|Code article|Código|"
     "Código de producto|Referencia|Código do produto|Codice|Codice prodotto|Codice articolo|Productcode|Artikelcode"},
    {ORDER_LINE, "product", PRODUCTS},
    {ORDER_LINE, "category",
     "Category|Product Category|Product Type|Vendor|Kategorie|Warengruppe|Catégorie|Categoría|"
     "Categoria|Categorie"},
    {ORDER, "promo_code",
     "Promo Code|Coupon Code|Discount Code|Coupon|Voucher|Voucher Code|Gutscheincode|Gutschein|"
     "Aktionscode|Code promo|Código promocional|Cupón|Código promocional|Cupom|Codice sconto|"
     "Kortingscode|Couponcode"},
    {ORDER, "deal_id", "Deal ID|Opportunity ID"},
    {TOUCH, "landing_page", "Landing Page|Landing Page URL|Page URL|Page Location|URL|Page"},
    {SUBSCRIPTION, "end_reason", "Cancellation Reason|Churn Reason|End Reason|Kündigungsgrund"},
    {DEAL_CONTACT, "role", "Role|Association Label|Rolle|Rôle|Rol|Ruolo"},

    {DEAL, "person_id", "MQL ID|Lead ID|Prospect ID"},
    {CONTACT, "name",
     "Full Name|Name|Contact Name|Customer Name|Vollständiger Name|Nom complet|Nombre completo|"
     "Nome completo|Volledige naam"},

    /* ---- where from ---- */
    {SPEND | CLAIM | TOUCH | LEAD | DEAL | ORDER, "campaign_id", CAMPAIGN_IDS "|Affiliate ID"},
    {SPEND | CLAIM | TOUCH | LEAD | DEAL | ORDER, "campaign", CAMPAIGNS},
    /* Where a table knows no campaign, what it is about stands for one. */
    {SPEND | CLAIM, "campaign_id", "Ad Group ID|Ad Set ID|Creative ID|Ad ID|Account ID|Customer ID"},
    {TOUCH | LEAD | DEAL | ORDER, "channel", SOURCES},
    {CAMPAIGN | SPEND, "channel", "Marketing Channel|Channel|Advertising Channel Type|Kanal|Canal|Canale|Kanaal"},
    {TOUCH | LEAD | DEAL | ORDER, "utm_source", "utm_source|UTM Source|First Source|utm_parameters_source"},
    {TOUCH | LEAD | DEAL | ORDER, "utm_medium", "utm_medium|UTM Medium|utm_parameters_medium"},
    {TOUCH | LEAD | DEAL | ORDER, "utm_campaign", "utm_campaign|UTM Campaign|utm_parameters_campaign"},
    {TOUCH | LEAD | DEAL | ORDER, "click_id",
     "gclid|Google ad click id|fbclid|Facebook click id|msclkid|li_fat_id|"
     "ttclid"},
    {LEAD | CONTACT | ACCOUNT | DEAL | ORDER, "region", REGIONS},
    {LEAD | CONTACT | ACCOUNT | ORDER, "segment", SEGMENTS},
    {LEAD | ACCOUNT | ACTIVITY | DEAL, "owner", OWNERS},
    {CONTACT, "merged_into", "Merged into Record ID|Merged Into|ConvertedContactId|Converted Contact ID"},
    {CONTACT, "consent",
     "Consent|Marketing Consent|Email Marketing Consent State|Accepts Marketing|Opt In|"
     "Einwilligung|Consentement|Consentimiento|Consentimento|Consenso|Toestemming"},
    {0, 0, 0},
};
